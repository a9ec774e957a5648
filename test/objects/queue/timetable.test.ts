import fc from 'fast-check';
import { expect, test } from 'vitest';
import { later, Timetable } from '../../../src/objects/queue/timetable.js';

const acts = fc.array(
  fc.oneof(
    fc.record({ set: fc.nat({ max: 9 }), at: fc.nat({ max: 20 }) }),
    fc.record({ forget: fc.nat({ max: 9 }) }),
    fc.record({ now: fc.nat({ max: 20 }) }),
    fc.constant({ first: true } as const),
  ),
  { maxLength: 120 },
);

test('a timetable gives what is due in its order, whatever was set, moved and deleted between', () => {
  fc.assert(
    fc.property(acts, (sequence) => {
      const timetable = new Timetable<number>((what) => what);
      const model = new Map<number, number>();
      const inOrder = () => [...model].sort(([a, atA], [b, atB]) => atA - atB || a - b);
      const takenFromModel = (now: number) => {
        const [first] = inOrder();
        if (!first || first[1] > now) return undefined;
        model.delete(first[0]);
        return first[0];
      };
      for (const act of sequence) {
        if ('set' in act) {
          timetable.set(act.set, act.at);
          model.set(act.set, act.at);
        } else if ('forget' in act) {
          timetable.delete(act.forget);
          model.delete(act.forget);
        } else if ('now' in act) expect(timetable.takeDue(act.now)).toBe(takenFromModel(act.now));
        else expect(timetable.takeFirst()).toBe(takenFromModel(Number.POSITIVE_INFINITY));
        expect(timetable.size).toBe(model.size);
        expect(timetable.next).toBe(inOrder()[0]?.[1] ?? Number.POSITIVE_INFINITY);
        expect([...timetable].sort(([a], [b]) => a - b)).toEqual([...model].sort(([a], [b]) => a - b));
      }
    }),
  );
});

test('later is a millisecond at least, so that it is not now', () => {
  const now = 1e12;
  expect([later(now, 5), later(now, 1), later(now, Number.MIN_VALUE)]).toEqual([now + 5, now + 1, now + 1]);
});
