import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FifoItems, type Item, type Items, LifoItems, PriorityItems } from '../../../src/objects/queue/items.js';

const value = new Uint8Array();

const kinds: readonly { title: string; make: () => Items; inOrder: (a: Item, b: Item) => number }[] = [
  { title: 'first in, first out', make: () => new FifoItems(), inOrder: (a, b) => a.arrival - b.arrival },
  { title: 'last in, first out', make: () => new LifoItems(), inOrder: (a, b) => b.arrival - a.arrival },
  {
    title: 'by priority',
    make: () => new PriorityItems(),
    inOrder: (a, b) => a.priority - b.priority || a.arrival - b.arrival,
  },
];

/** Adds, takes, and puts back one of those taken: the newest, or another. */
const acts = fc.array(
  fc.oneof(
    fc.record({ add: fc.integer({ min: -2, max: 2 }) }),
    fc.record({ add: fc.integer({ min: -2, max: 2 }) }),
    fc.constant({ take: true } as const),
    fc.record({ putBack: fc.nat({ max: 5 }) }),
  ),
  { maxLength: 200 },
);

describe.each(kinds)('items $title', ({ make, inOrder }) => {
  test('leave in order, also those that were taken and came back', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const items = make();
        const model: Item[] = [];
        const taken: Item[] = [];
        let arrival = 0;
        const enter = (item: Item | undefined, into: (item: Item) => void) => {
          if (!item) return;
          into(item);
          model.push(item);
        };
        const leave = () => {
          const item = items.take();
          expect(item).toBe(model.shift());
          if (item) taken.push(item);
        };
        for (const act of sequence) {
          if ('add' in act) enter({ value, arrival: arrival++, priority: act.add }, (item) => items.add(item));
          else if ('take' in act) leave();
          else enter(taken.splice(-1 - (act.putBack % (taken.length + 1)), 1)[0], (item) => items.putBack(item));
          model.sort(inOrder);
          expect([items.size, items.first()]).toEqual([model.length, model[0]]);
        }
        expect([...items].sort(inOrder)).toEqual(model);
      }),
    );
  });

  test('leave in order by the thousands', () => {
    const items = make();
    const all = Array.from({ length: 10_000 }, (_, n) => ({
      value,
      arrival: n,
      priority: (n * 7) % 13,
    }));
    for (const item of all) items.add(item);
    const take = (count: number) => Array.from({ length: count }, () => items.take() as Item);
    const left = take(2_000);
    // The latest first, as when the session ends that had them.
    for (const back of take(1_000).reverse()) items.putBack(back);
    left.push(...take(8_000));
    expect(left).toEqual([...all].sort(inOrder));
    expect(items.first()).toBeUndefined();
  });
});
