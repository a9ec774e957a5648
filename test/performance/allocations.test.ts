import { describe, expect, test } from 'vitest';
import { Program } from '../harness/processes.js';

/** Nothing is collected while the program counts. */
const execArgv = ['--expose-gc', '--min-semi-space-size=512', '--max-semi-space-size=512'];

/**
 * What operations were seen to take on the heap, in bytes; both sides of a call together. The same code takes the same, to a
 * hundredth, of a pool, which gathers what it sends, to a tenth. A closure more costs some 64 bytes, a promise with its continuation some 200, a small buffer 96 and more.
 */
const seen = {
  'dict.get': 10_400,
  'queue.put and get': 20_200,
  'lock.acquire and release': 24_000,
  'pool.apply': 6_900,
} as const;

/** For other versions of Node, and for what is worth its price. Who takes more shall say why in `seen`. */
const ROOM = 1.25;

const bytes = await (async () => {
  const { output, errors, code } = await new Program('test/performance/programs/allocations.mjs', [], { execArgv })
    .ended;
  if (code !== 0) throw new Error(errors);
  return JSON.parse(output) as Record<keyof typeof seen | 'queue.put and get amid 100,000 items', number>;
})();

describe('what a call takes on the heap', () => {
  test.each(Object.keys(seen) as (keyof typeof seen)[])('%s takes no more than it did', (operation) => {
    expect(bytes[operation]).toBeLessThan(ROOM * seen[operation]);
  });

  test.each(Object.keys(seen) as (keyof typeof seen)[])('%s takes no less than half of that', (operation) => {
    // Much less was no count, because something was collected meanwhile; or the number in `seen` is to be lowered.
    expect(bytes[operation]).toBeGreaterThan(seen[operation] / 2);
  });

  test('a queue with 100,000 items takes no more for a call than an empty one', () => {
    expect(bytes['queue.put and get amid 100,000 items']).toBeLessThan(1.05 * bytes['queue.put and get']);
  });
});
