import { expect, test } from 'vitest';
import type { Handout } from '../../../src/objects/contract.js';
import { SetState } from '../../../src/objects/set/state.js';

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
