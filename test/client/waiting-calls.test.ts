import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WaitingCalls } from '../../src/client/waiting-calls.js';

function call(): object {
  return {};
}

/** How many numbers are left out, and which of the calls that wait then are answered, by their share of all. */
const steps = fc.array(
  fc.record({ gap: fc.nat(3), answered: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true })) }),
  {
    maxLength: 300,
  },
);

describe('the calls that wait', () => {
  test('are those that were added and not deleted, in their order', () => {
    fc.assert(
      fc.property(steps, (steps) => {
        const waiting = new WaitingCalls<object>();
        const model = new Map<number, object>();
        let number = 0;
        for (const { gap, answered } of steps) {
          number += 1 + gap;
          const awaited = call();
          waiting.add(number, awaited);
          model.set(number, awaited);
          for (const share of answered) {
            const found = [...model.keys()][Math.floor(share * model.size)] ?? 1;
            expect(waiting.get(found)).toBe(model.get(found));
            waiting.delete(found);
            model.delete(found);
          }
          expect(waiting.size).toBe(model.size);
        }
        expect([...waiting]).toEqual([...model]);
      }),
    );
  });

  test('are found, however many came and went since they were made', () => {
    const waiting = new WaitingCalls<object>();
    const first = call();
    waiting.add(1, first);
    for (let number = 2; number < 100_000; number++) {
      waiting.add(number, call());
      if (number > 1_000) waiting.delete(number - 900);
    }
    expect(waiting.get(1)).toBe(first);
    expect(waiting.get(2)).toBeDefined();
    expect(waiting.get(5_000)).toBeUndefined();
    expect(waiting.get(99_999)).toBeDefined();
    expect(waiting.get(100_000)).toBeUndefined();
    expect([...waiting].map(([number]) => number).slice(0, 2)).toEqual([1, 2]);
  });
});
