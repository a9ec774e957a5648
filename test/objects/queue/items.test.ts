import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Item, itemsOf, type Order } from '../../../src/objects/queue/items.js';

const value = new Uint8Array();

const kinds: readonly { order: Order; inOrder: (a: Item, b: Item) => number }[] = [
  { order: 'fifo', inOrder: (a, b) => a.arrival - b.arrival },
  { order: 'lifo', inOrder: (a, b) => b.arrival - a.arrival },
  { order: 'priority', inOrder: (a, b) => a.priority - b.priority || a.arrival - b.arrival },
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

describe.each(kinds)('items of a $order queue', ({ order, inOrder }) => {
  test('leave in order, also those that were taken and came back', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const items = itemsOf[order]();
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

  // A walk to the place of each item that comes back would make this some ten thousand million steps.
  test('leave in order by the hundred thousand, when receivers end one after the other', () => {
    const items = itemsOf[order]();
    const all = Array.from({ length: 300_000 }, (_, n) => ({ value, arrival: n, priority: (n * 7) % 13 }));
    for (const item of all) items.add(item);
    const take = (count: number) => Array.from({ length: count }, () => items.take() as Item);
    const left = take(50_000);
    const receivers = [take(100_000), take(100_000)];
    for (const received of receivers) for (const item of received) items.putBack(item);
    const arrivals = [...left, ...take(250_000)].map((item) => item.arrival);
    expect(arrivals).toEqual(all.sort(inOrder).map((item) => item.arrival));
    expect(items.first()).toBeUndefined();
  });
});
