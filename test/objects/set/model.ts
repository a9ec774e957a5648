import fc from 'fast-check';
import { KeyError, type SharedSet } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

/** Distinct members; the model knows each by its index, for a `Set` does not compare by content. */
const members: readonly unknown[] = ['a', 'b', 1, '1', { x: 1, y: 2 }, [null], Number.NaN, undefined];

type Real = SharedSet<unknown>;
type Model = Set<number>;
type Command = fc.AsyncCommand<Model, Real>;

const at = (index: number) => members[index];
const each = (indexes: Iterable<number>) => [...indexes].map(at);

/** Commands of one operation: the model foretells what it gives, and what the set holds then. */
function commands<Args extends unknown[]>(
  name: string,
  args: fc.Arbitrary<Args>,
  foretold: (model: Model, ...args: Args) => unknown,
  real: (real: Real, ...args: Args) => Promise<unknown>,
): fc.Arbitrary<Command> {
  return args.map((given) => ({
    check: () => true,
    toString: () => `${name}(${given.map((arg) => JSON.stringify(arg)).join(', ')})`,
    async run(model, set) {
      const expected = foretold(model, ...given);
      const actual = await real(set, ...given).catch((error: unknown) =>
        error instanceof KeyError ? 'KeyError' : Promise.reject(error),
      );
      expect(actual instanceof Set ? [...actual] : actual).toEqual(expected);
      expect(await set.values()).toEqual(each(model));
    },
  }));
}

// ── Set algebra, by filters ──────────────────────────────────────────────────────────────────────────────────────────

type Others = readonly number[][];

const algebra: Readonly<Record<string, (model: Model, others: Others) => Model>> = {
  union: (m, others) => new Set([...m, ...others.flat()]),
  intersection: (m, others) => new Set([...m].filter((n) => others.every((other) => other.includes(n)))),
  difference: (m, others) => new Set([...m].filter((n) => !others.flat().includes(n))),
  symmetricDifference(m, others) {
    let result = m;
    for (const other of others) {
      const [left, added] = [[...result].filter((n) => !other.includes(n)), other.filter((n) => !result.has(n))];
      result = new Set([...left, ...added]);
    }
    return result;
  },
};

function become(model: Model, result: Model): void {
  const after = [...result];
  model.clear();
  for (const n of after) model.add(n);
}

function pop(model: Model): unknown {
  const [oldest] = model;
  if (oldest === undefined) return 'KeyError';
  model.delete(oldest);
  return at(oldest);
}

// ── Commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const none = fc.constant<[]>([]);
const index = fc.nat({ max: members.length - 1 });
const one = fc.tuple(index);
const some = fc.array(index, { maxLength: 6 });
const others = fc.tuple(fc.array(some, { maxLength: 3 }));

type Derivation = 'union' | 'intersection' | 'difference' | 'symmetricDifference';
const changes = {
  union: 'update',
  intersection: 'intersectionUpdate',
  difference: 'differenceUpdate',
  symmetricDifference: 'symmetricDifferenceUpdate',
} as const;

const all = [
  commands(
    'add',
    one,
    (m, n) => m.size < m.add(n).size,
    (r, n) => r.add(at(n)),
  ),
  commands(
    'has',
    one,
    (m, n) => m.has(n),
    (r, n) => r.has(at(n)),
  ),
  commands(
    'delete',
    one,
    (m, n) => m.delete(n),
    (r, n) => r.delete(at(n)),
  ),
  commands(
    'remove',
    one,
    (m, n) => (m.delete(n) ? undefined : 'KeyError'),
    (r, n) => r.remove(at(n)),
  ),
  commands('pop', none, pop, (r) => r.pop()),
  commands(
    'size',
    none,
    (m) => m.size,
    (r) => r.size(),
  ),
  commands(
    'clear',
    none,
    (m) => m.clear(),
    (r) => r.clear(),
  ),
  ...(Object.keys(changes) as Derivation[]).flatMap((name) => [
    commands(
      name,
      others,
      (m, given) => each(algebra[name]?.(m, given) ?? []),
      (r, given) => r[name](...given.map(each)),
    ),
    commands(
      changes[name],
      others,
      (m, given) => become(m, algebra[name]?.(m, given) ?? new Set()),
      (r, given) => r[changes[name]](...given.map(each)),
    ),
  ]),
  commands(
    'isSubsetOf',
    fc.tuple(some),
    (m, other) => [...m].every((n) => other.includes(n)),
    (r, other) => r.isSubsetOf(each(other)),
  ),
  commands(
    'isSupersetOf',
    fc.tuple(some),
    (m, other) => other.every((n) => m.has(n)),
    (r, other) => r.isSupersetOf(each(other)),
  ),
  commands(
    'isDisjointFrom',
    fc.tuple(some),
    (m, other) => !other.some((n) => m.has(n)),
    (r, other) => r.isDisjointFrom(each(other)),
  ),
];

export function modelTests(test: HouseTest): void {
  test('does as a Set does, whatever is asked of it', async ({ house }) => {
    const manager = await house.manager();
    await fc.assert(
      fc.asyncProperty(fc.commands(all, { maxCommands: 60 }), async (sequence) => {
        using set = manager.set<unknown>();
        await fc.asyncModelRun(() => ({ model: new Set<number>(), real: set }), sequence);
      }),
      { numRuns: 120 },
    );
  });
}
