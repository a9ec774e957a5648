import fc from 'fast-check';
import { IndexError, type SharedList, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

type Real = SharedList<number>;
/** The model: an array, changed in place. */
type Model = number[];

/** What an operation does to the model, and the name of the error for what cannot be done. */
type Foretold = (model: Model) => unknown;

class Refusal extends Error {
  constructor(override readonly name: 'IndexError' | 'ValueError') {
    super(name);
  }
}

/** A command whose outcome the model foretells: what it gives, what it refuses, and what the list is then. */
function command(
  text: string,
  foretold: Foretold,
  real: (real: Real) => Promise<unknown>,
): fc.AsyncCommand<Model, Real> {
  return {
    check: () => true,
    toString: () => text,
    async run(model, list) {
      const expected = outcomeOf(() => foretold(model));
      const actual = await real(list).catch((error: unknown) =>
        error instanceof IndexError || error instanceof ValueError ? error.constructor.name : Promise.reject(error),
      );
      expect(actual).toEqual(expected);
      expect(await list.copy()).toEqual(model);
    },
  };
}

function outcomeOf(foretold: () => unknown): unknown {
  try {
    return foretold();
  } catch (error) {
    if (error instanceof Refusal) return error.name;
    throw error;
  }
}

// ── Python's list, in the words of its documentation ─────────────────────────────────────────────────────────────────

/** The index counted from the front, where there is a value. */
function place(model: Model, index: number): number {
  const at = index < 0 ? model.length + index : index;
  if (!(at in model)) throw new Refusal('IndexError');
  return at;
}

/**
 * The places of `list[start:stop:step]`, walked over one by one: "x = i + n*k where i and j are reduced to the ends". Slow
 * and plain on purpose: the list itself computes them.
 */
function places(model: Model, start?: number, stop?: number, step = 1): number[] {
  if (step === 0) throw new Refusal('ValueError');
  const reduced = (given: number) => {
    const at = given < 0 ? given + model.length : given;
    return step > 0 ? Math.max(0, Math.min(at, model.length)) : Math.max(-1, Math.min(at, model.length - 1));
  };
  const from = start === undefined ? (step > 0 ? 0 : model.length - 1) : reduced(start);
  const to = stop === undefined ? (step > 0 ? model.length : -1) : reduced(stop);
  const found: number[] = [];
  for (let at = from; step > 0 ? at < to : at > to; at += step) found.push(at);
  return found;
}

function setSlice(model: Model, [start, stop, step]: Bounds, values: readonly number[]): void {
  const at = places(model, start, stop, step);
  if (step === undefined || step === 1) {
    const gap =
      at[0] ?? Math.max(0, Math.min((start ?? 0) < 0 ? (start ?? 0) + model.length : (start ?? 0), model.length));
    model.splice(gap, at.length, ...values);
  } else {
    if (values.length !== at.length) throw new Refusal('ValueError');
    for (const [index, each] of at.entries()) model[each] = values[index] as number;
  }
}

function remove(model: Model, value: number): void {
  const at = model.indexOf(value);
  if (at < 0) throw new Refusal('ValueError');
  model.splice(at, 1);
}

function indexOf(model: Model, value: number, start?: number, stop?: number): number {
  return places(model, start, stop).find((at) => model[at] === value) ?? -1;
}

function change(model: Model, values: readonly number[]): void {
  model.splice(0, model.length, ...values);
}

// ── Commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────

type Bounds = [start: number | undefined, stop: number | undefined, step: number | undefined];

const value = fc.nat({ max: 5 });
const values = fc.array(value, { maxLength: 5 });
const index = fc.integer({ min: -9, max: 9 });
const bound = fc.option(index, { nil: undefined });
const bounds: fc.Arbitrary<Bounds> = fc.tuple(
  bound,
  bound,
  fc.option(fc.constantFrom(1, 1, 1, 2, 3, 7, -1, -2, -5, 0), { nil: undefined }),
);

/** Commands of one operation, by what it does to the model and to the list. */
function commands<Args extends unknown[]>(
  name: string,
  args: fc.Arbitrary<Args>,
  foretold: (model: Model, ...args: Args) => unknown,
  real: (list: Real, ...args: Args) => Promise<unknown>,
): fc.Arbitrary<fc.AsyncCommand<Model, Real>> {
  return args.map((given) =>
    command(
      `${name}(${given.map((each) => JSON.stringify(each)).join(', ')})`,
      (model) => foretold(model, ...given),
      (list) => real(list, ...given),
    ),
  );
}

const none = fc.constant<[]>([]);

const all = [
  commands(
    'at',
    fc.tuple(index),
    (m, i) => m[place(m, i)],
    (r, i) => r.at(i),
  ),
  commands(
    'set',
    fc.tuple(index, value),
    (m, i, v) => void m.splice(place(m, i), 1, v),
    (r, i, v) => r.set(i, v),
  ),
  commands(
    'push',
    fc.tuple(values),
    (m, vs) => m.push(...vs),
    (r, vs) => r.push(...vs),
  ),
  commands(
    'extend',
    fc.tuple(values),
    (m, vs) => void m.push(...vs),
    (r, vs) => r.extend(vs),
  ),
  commands(
    'unshift',
    fc.tuple(values),
    (m, vs) => m.unshift(...vs),
    (r, vs) => r.unshift(...vs),
  ),
  commands(
    'insert',
    fc.tuple(index, value),
    (m, i, v) => void m.splice(i, 0, v),
    (r, i, v) => r.insert(i, v),
  ),
  commands(
    'pop',
    none,
    (m) => m.splice(place(m, -1), 1)[0],
    (r) => r.pop(),
  ),
  commands(
    'pop',
    fc.tuple(index),
    (m, i) => m.splice(place(m, i), 1)[0],
    (r, i) => r.pop(i),
  ),
  commands(
    'shift',
    none,
    (m) => m.splice(place(m, 0), 1)[0],
    (r) => r.shift(),
  ),
  commands(
    'delete',
    fc.tuple(index),
    (m, i) => void m.splice(place(m, i), 1),
    (r, i) => r.delete(i),
  ),
  commands('remove', fc.tuple(value), remove, (r, v) => r.remove(v)),
  commands(
    'slice',
    bounds,
    (m, ...b) => places(m, ...b).map((at) => m[at]),
    (r, ...b) => r.slice(...b),
  ),
  commands('setSlice', fc.tuple(bounds, values), setSlice, (r, b, vs) => r.setSlice(...b, vs)),
  commands(
    'deleteSlice',
    bounds,
    (m, ...b) => {
      const gone = places(m, ...b);
      change(
        m,
        m.filter((_, at) => !gone.includes(at)),
      );
    },
    (r, ...b) => r.deleteSlice(...b),
  ),
  commands(
    'splice',
    fc.tuple(index, index, values),
    (m, s, c, vs) => m.splice(s, c, ...vs),
    (r, s, c, vs) => r.splice(s, c, ...vs),
  ),
  commands(
    'splice',
    fc.tuple(index),
    (m, s) => m.splice(s),
    (r, s) => r.splice(s),
  ),
  commands('indexOf', fc.tuple(value, bound, bound), indexOf, (r, v, s, e) => r.indexOf(v, s, e)),
  commands(
    'includes',
    fc.tuple(value),
    (m, v) => m.includes(v),
    (r, v) => r.includes(v),
  ),
  commands(
    'count',
    fc.tuple(value),
    (m, v) => m.filter((each) => each === v).length,
    (r, v) => r.count(v),
  ),
  commands(
    'reverse',
    none,
    (m) => void m.reverse(),
    (r) => r.reverse(),
  ),
  commands(
    'sort',
    none,
    (m) => void m.sort((a, b) => a - b),
    (r) => r.sort(),
  ),
  commands(
    'sort reversed',
    none,
    (m) => void m.sort((a, b) => b - a),
    (r) => r.sort({ reverse: true }),
  ),
  commands(
    'multiply',
    fc.tuple(fc.integer({ min: -1, max: 2 })),
    (m, n) => change(m, Array.from({ length: Math.max(0, n) }, () => [...m]).flat()),
    (r, n) => r.multiply(n),
  ),
  commands(
    'length',
    none,
    (m) => m.length,
    (r) => r.length(),
  ),
  commands(
    'clear',
    none,
    (m) => change(m, []),
    (r) => r.clear(),
  ),
  commands(
    'compareAndSet',
    fc.tuple(index, value, value),
    (m, i, e, v) => {
      const at = place(m, i);
      const equal = m[at] === e;
      if (equal) m[at] = v;
      return equal;
    },
    (r, i, e, v) => r.compareAndSet(i, e, v),
  ),
  commands(
    'increment',
    fc.tuple(index, value),
    (m, i, by) => {
      const at = place(m, i);
      m[at] = (m[at] as number) + by;
      return m[at];
    },
    (r, i, by) => r.increment(i, by),
  ),
];

export function modelTests(test: HouseTest): void {
  test('does as Python’s list and JavaScript’s Array do, whatever is asked of it', async ({ house }) => {
    const manager = await house.manager();
    await fc.assert(
      fc.asyncProperty(values, fc.commands(all, { maxCommands: 60 }), async (first, sequence) => {
        using list = manager.list<number>();
        await list.extend(first);
        await fc.asyncModelRun(() => ({ model: [...first], real: list }), sequence);
      }),
      { numRuns: 120 },
    );
  });
}
