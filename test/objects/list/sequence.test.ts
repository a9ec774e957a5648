import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sequence } from '../../../src/objects/list/sequence.js';

interface Item {
  readonly n: number;
}

/** The same done to a sequence and to an array; returns what each gave. */
type Act = (items: Sequence<Item>, model: Item[]) => readonly [unknown, unknown];

const someItems = fc.array(
  fc.nat({ max: 99 }).map((n): Item => ({ n })),
  { maxLength: 5 },
);
const place = fc.nat({ max: 9 });

const act: fc.Arbitrary<Act> = fc.oneof(
  someItems.map(
    (given): Act =>
      (items, model) => [items.append(given), void model.push(...given)],
  ),
  someItems.map(
    (given): Act =>
      (items, model) => [items.prepend(given), void model.unshift(...given)],
  ),
  someItems.map(
    (given): Act =>
      (items, model) => [items.become(given), void model.splice(0, model.length, ...given)],
  ),
  place.map(
    (n): Act =>
      (items, model) => {
        const at = Math.min(n, model.length);
        return [items.insert(at, { n: -1 }), void model.splice(at, 0, { n: -1 })];
      },
  ),
  fc.oneof(fc.constant(0), place).map(
    (n): Act =>
      (items, model) => {
        return n < model.length ? [items.take(n), model.splice(n, 1)[0]] : [items.length, model.length];
      },
  ),
  place.map(
    (n): Act =>
      (items, model) => {
        return n < model.length
          ? [items.set(n, { n: -2 }), model.splice(n, 1, { n: -2 })[0]]
          : [items.length, model.length];
      },
  ),
  fc.tuple(place, place, someItems).map(
    ([n, count, given]): Act =>
      (items, model) => {
        const at = Math.min(n, model.length);
        return [items.replace(at, count, given), model.splice(at, count, ...given)];
      },
  ),
);

describe('a sequence', () => {
  test('is as an array, whatever is done to it at whichever place', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 100 }), (sequence) => {
        const items = new Sequence<Item>();
        const model: Item[] = [];
        for (const each of sequence) {
          const [given, expected] = each(items, model);
          expect(given).toEqual(expected);
          expect([items.length, items.toArray(), [...items]]).toEqual([model.length, model, model]);
          if (model.length > 0) expect(items.at(model.length - 1)).toEqual(model.at(-1));
        }
      }),
    );
  });

  // Moving all items for each that leaves or enters would make this some ten thousand million steps.
  test('gives and takes at both ends by the hundred thousand', () => {
    const all = Array.from({ length: 200_000 }, (_, n) => ({ n }));
    const items = new Sequence(all);
    expect(all.map(() => items.take(0))).toEqual(all);
    for (const item of all) items.prepend([item]);
    expect(all.map(() => items.take(items.length - 1))).toEqual(all);
    expect(items.length).toBe(0);
  });

  test('takes more items at one place than a call has arguments', () => {
    const many = Array.from({ length: 300_000 }, (_, n) => ({ n }));
    const items = new Sequence([{ n: -1 }, { n: -2 }]);
    expect(items.replace(1, 0, many)).toEqual([]);
    expect([items.length, items.at(0).n, items.at(1).n, items.at(300_001).n]).toEqual([300_002, -1, 0, -2]);
    expect(items.replace(1, 300_000, [])).toEqual(many);
    items.prepend(many);
    expect(items.length).toBe(300_002);
  });
});
