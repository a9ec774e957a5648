import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../../src/objects/queue/item.js';
import { itemsOf, type Order } from '../../../src/objects/queue/items.js';
import { ReferringValue, type Stored } from '../../../src/objects/stored.js';

/** Of all lengths that are stored differently: none, within and outside of an object, and too long for a page. */
const LENGTHS = [0, 5, 64, 65, 300, 5, 1_024, 1_025, 5];

function storedAt(arrival: number): Stored {
  const bytes = new Uint8Array(LENGTHS[arrival % LENGTHS.length] as number).fill(arrival);
  return arrival % 7 === 0 ? new ReferringValue(bytes, ['an object']) : bytes;
}

const itemOf = (arrival: number, priority: number): Item => ({
  value: storedAt(arrival),
  arrival,
  priority,
  id: arrival % 11 === 0 ? 'an id' : undefined,
  expiresAt: undefined,
  deliveries: 0,
  place: -1,
});

const kinds: readonly { order: Order; inOrder: (a: Item, b: Item) => number }[] = [
  { order: 'fifo', inOrder: (a, b) => a.arrival - b.arrival },
  { order: 'lifo', inOrder: (a, b) => b.arrival - a.arrival },
  { order: 'priority', inOrder: (a, b) => a.priority - b.priority || a.arrival - b.arrival },
];

/** A few that are met again and again, and more than have lines of their own. */
const priority = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -100, max: 100 }));
const oneOrMany = fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.integer({ min: 100, max: 700 }));

/**
 * Adds, takes, puts back one of those taken, the newest or another, and takes one of those out of the middle. Leaves out
 * numbers, as if other items had come.
 */
const acts = fc.array(
  fc.oneof(
    fc.record({ add: priority, times: oneOrMany }),
    fc.record({ add: priority, times: oneOrMany }),
    fc.record({ take: oneOrMany }),
    fc.record({ skip: fc.constantFrom(1, 200, 2 ** 27, 2 ** 28, 2 ** 33) }),
    fc.record({ insert: fc.nat({ max: 5 }) }),
    fc.record({ remove: fc.nat({ max: 5 }) }),
  ),
  { maxLength: 100, size: 'max' },
);

function repeat(times: number, act: () => void): void {
  for (let n = 0; n < times; n++) act();
}

describe.each(kinds)('items of a $order queue', ({ order, inOrder }) => {
  test('leave in order, also those that were taken and came back', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const items = itemsOf[order]();
        const model: Item[] = [];
        const taken: Item[] = [];
        const inserted = () => model.filter(({ deliveries }) => deliveries > 0);
        let arrival = 0;
        const enter = (item: Item | undefined, into: (item: Item) => void) => {
          if (!item) return;
          into(item);
          model.push(item);
        };
        const add = (priority: number) => enter(itemOf(arrival++, priority), (item) => items.add(item));
        const leave = () => {
          const item = items.take();
          expect(item).toEqual(model.shift());
          if (item) taken.push(item);
        };
        // Those that came back are marked, as the only ones that can be removed.
        const insert = (item: Item) => {
          item.deliveries = 1;
          items.insert(item);
        };
        const remove = (item: Item | undefined) => {
          if (!item) return;
          items.remove(item);
          model.splice(model.indexOf(item), 1);
        };
        for (const act of sequence) {
          if ('skip' in act) arrival += act.skip;
          else if ('add' in act) repeat(act.times, () => add(act.add));
          else if ('take' in act) repeat(act.take, leave);
          else if ('remove' in act) remove(inserted()[act.remove]);
          else enter(taken.splice(-1 - (act.insert % (taken.length + 1)), 1)[0], insert);
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
    const all = Array.from({ length: 300_000 }, (_, n) => itemOf(n, (n * 7) % 13));
    for (const item of all) items.add(item);
    const take = (count: number) => Array.from({ length: count }, () => items.take() as Item);
    const left = take(50_000);
    const receivers = [take(100_000), take(100_000)];
    for (const received of receivers) for (const item of received) items.insert(item);
    const arrivals = [...left, ...take(250_000)].map((item) => item.arrival);
    expect(arrivals).toEqual(all.sort(inOrder).map((item) => item.arrival));
    expect(items.first()).toBeUndefined();
  });
});
