import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Line, type LineEntry } from '../../src/engine/line.js';
import { type Deadline, Deadlines } from '../../src/objects/deadlines.js';

describe('the deadlines', () => {
  const acts = fc.array(
    fc.oneof(
      fc.nat({ max: 20 }).map((at) => ({ add: at })),
      fc.nat({ max: 30 }).map((index) => ({ remove: index })),
      fc.constant({ take: true } as const),
    ),
    { maxLength: 120 },
  );

  test('give the earliest first, whatever was added and called off between', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const heap = new Deadlines<Deadline>();
        const model: Deadline[] = [];
        const add = (at: number) => {
          const deadline = { at, place: -1 };
          heap.add(deadline);
          model.push(deadline);
        };
        const remove = (deadline: Deadline | undefined) => {
          if (!deadline) return;
          heap.remove(deadline);
          model.splice(model.indexOf(deadline), 1);
          expect(deadline.place).toBe(-1);
          heap.remove(deadline);
        };
        for (const act of sequence) {
          if ('add' in act) add(act.add);
          else remove('take' in act ? heap.next : model[act.remove % Math.max(1, model.length)]);
          expect(heap.next?.at).toBe(model.length === 0 ? undefined : Math.min(...model.map(({ at }) => at)));
        }
      }),
    );
  });
});

describe('a line', () => {
  class Entry implements LineEntry<Entry> {
    before: Entry | undefined = undefined;
    after: Entry | undefined = undefined;
  }

  test('stands in the order of joining, whoever leaves it', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat({ max: 10 })), { maxLength: 60 }), (leaves) => {
        const line = new Line<Entry>();
        const model: Entry[] = [];
        for (const leave of leaves) {
          const leaver = leave === null ? undefined : model[leave % Math.max(1, model.length)];
          if (leaver) {
            line.leave(leaver);
            model.splice(model.indexOf(leaver), 1);
          } else {
            const entry = new Entry();
            line.join(entry);
            model.push(entry);
          }
          expect(line.head).toBe(model[0]);
          expect([...line]).toEqual(model);
        }
      }),
    );
  });
});
