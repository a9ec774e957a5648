import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Handout } from '../../../src/objects/contract.js';
import { SetState } from '../../../src/objects/set/state.js';

setFlagsFromString('--expose-gc');

// A walk over the places that were left, for each member popped, would make this thousands of millions of steps.
test('a set is popped empty by the hundred thousand, while others come', () => {
  const all = Array.from({ length: 400_000 }, (_, n) => String(n));
  const set = new SetState(all.slice(0, 200_000));
  const popped = all.map((_, n) => {
    if (n % 2 === 0) set.update(undefined as never, [[all[200_000 + n / 2] as string]]);
    return String((set.pop() as Handout).result);
  });
  expect(popped).toEqual(all);
});

test('a set keeps nothing of the members that came and went since one was popped', () => {
  const set = new SetState(['first', 'second']);
  set.pop();
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = held();
  for (let n = 0; n < 200_000; n++) {
    set.add(undefined as never, 'third');
    set.delete(undefined as never, 'third');
  }
  // It was 24 MB.
  expect(held() - before).toBeLessThan(4_000_000);
});
