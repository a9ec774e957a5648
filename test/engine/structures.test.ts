import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Changed } from '../../src/engine/changed.js';
import type { HostedObject } from '../../src/engine/hosted-object.js';
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
          else remove('take' in act ? heap.first() : model[act.remove % Math.max(1, model.length)]);
          expect(heap.first()?.at).toBe(model.length === 0 ? undefined : Math.min(...model.map(({ at }) => at)));
        }
      }),
    );
  });
});

describe('a line', () => {
  class Entry implements LineEntry<Entry> {
    before: Entry | undefined = undefined;
    after: Entry | undefined = undefined;

    constructor(readonly party: string | undefined) {}
  }

  function placeFor({ party }: Entry, line: readonly Entry[]): number {
    const last = line.findLastIndex((other) => party !== undefined && other.party === party);
    return last < 0 ? line.length : last + 1;
  }

  const acts = fc.array(
    fc.oneof(
      fc.constantFrom('a', 'b', undefined).map((party) => ({ party })),
      fc.nat({ max: 10 }).map((leave) => ({ leave })),
    ),
    { maxLength: 60 },
  );

  test('stands in the order of joining, parties together, whoever leaves it', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const line = new Line<Entry>('get');
        const model: Entry[] = [];
        for (const act of sequence) {
          if ('leave' in act) {
            const [leaver] = model.splice(act.leave % Math.max(1, model.length), 1);
            if (leaver) line.leave(leaver);
          } else {
            const entry = new Entry(act.party);
            line.join(entry);
            model.splice(placeFor(entry, model), 0, entry);
          }
          expect(line.head).toBe(model[0]);
          expect([...line]).toEqual(model);
          expect(line.length).toBe(model.length);
        }
      }),
    );
  });
});

describe('what changed', () => {
  const objects = Array.from({ length: 5 }, () => ({ hasChanged: false }) as HostedObject);
  const acts = fc.array(
    fc.oneof(
      fc.constant('take' as const),
      fc.nat({ max: 4 }).map((add) => ({ add })),
    ),
    { maxLength: 60 },
  );

  test('comes out in the order in which it came, each once until it is taken', () => {
    fc.assert(
      fc.property(acts, (sequence) => {
        const changed = new Changed();
        const model = new Set<HostedObject>();
        for (const act of [...sequence, ...objects.map(() => 'take' as const)]) {
          if (act === 'take') {
            const [first] = model;
            if (first) model.delete(first);
            expect(changed.take()).toBe(first);
          } else {
            changed.add(objects[act.add] as HostedObject);
            model.add(objects[act.add] as HostedObject);
          }
        }
      }),
    );
  });

  test('is not told of what has ended meanwhile', () => {
    const changed = new Changed();
    const [one, other] = objects as [HostedObject, HostedObject];
    changed.add(one);
    changed.add(other);
    changed.delete(one);
    expect([changed.take(), changed.take()]).toEqual([other, undefined]);
  });
});
