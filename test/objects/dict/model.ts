import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { KeyError, type SharedDict, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

/** Distinct keys; the model knows each by its index, for a Map does not compare by content. */
const keys: readonly unknown[] = ['a', 'b', 1, '1', { x: 1, y: 2 }, [null], Number.NaN, undefined];

type Fields = { readonly [name: string]: Value };
type Value = number | Fields;
type Real = SharedDict<unknown, Value>;
type Model = Map<number, Value>;
type Command = fc.AsyncCommand<Model, Real>;

/** A command whose result the model foretells. */
function command(text: string, model: (model: Model) => unknown, real: (real: Real) => Promise<unknown>): Command {
  return {
    check: () => true,
    toString: () => text,
    async run(m, r) {
      const expected = await outcomeOf(async () => model(m));
      expect(await outcomeOf(() => real(r))).toEqual(expected);
    },
  };
}

/** What an operation gives, or the name of the error that it refuses with. */
async function outcomeOf(operation: () => Promise<unknown>): Promise<unknown> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof KeyError || error instanceof ValueError) return error.name;
    throw error;
  }
}

function pop(model: Model, key: number, byDefault: Value | 'KeyError'): unknown {
  const value = model.get(key) ?? byDefault;
  model.delete(key);
  return value;
}

function popItem(model: Model): unknown {
  const last = [...model].at(-1);
  if (!last) return 'KeyError';
  model.delete(last[0]);
  return [keys[last[0]], last[1]];
}

function setIfAbsent(model: Model, key: number, value: Value): boolean {
  if (model.has(key)) return false;
  model.set(key, value);
  return true;
}

/** `undefined` for none to set. */
function compareAnd(model: Model, key: number, expected: Value, value: Value | undefined): boolean {
  if (!isDeepStrictEqual(model.get(key), expected)) return false;
  if (value === undefined) model.delete(key);
  else model.set(key, value);
  return true;
}

function sum(value: Value = 0, by: number): number {
  if (typeof value !== 'number') throw new ValueError('an object');
  return value + by;
}

function increment(model: Model, key: number, by: number): number {
  const result = sum(model.get(key), by);
  model.set(key, result);
  return result;
}

function fieldsOf(value: Value): Fields {
  if (typeof value === 'number') throw new ValueError('a number has no fields');
  return value;
}

function getIn(value: Value | undefined, [name, ...names]: readonly string[]): Value | undefined {
  return value === undefined || name === undefined ? value : getIn(fieldsOf(value)[name], names);
}

function changed(
  value: Value = {},
  [name, ...names]: readonly string[],
  change: (before: Value | undefined) => Value,
): Value {
  const before = fieldsOf(value)[name as string];
  const after = names.length === 0 ? change(before) : changed(before, names, change);
  return { ...fieldsOf(value), [name as string]: after };
}

function changeIn(model: Model, key: number, path: readonly string[], change: (before?: Value) => Value): Value {
  const value = changed(model.get(key), path, change);
  model.set(key, value);
  return getIn(value, path) as Value;
}

function deleteIn(model: Model, key: number, path: readonly string[]): boolean {
  const value = model.get(key);
  if (value === undefined || getIn(value, path) === undefined) return false;
  const [around, name] = [path.slice(0, -1), path.at(-1) as string];
  const without = (from: Value = {}): Value => {
    const { [name]: _, ...rest } = fieldsOf(from);
    return rest;
  };
  model.set(key, around.length === 0 ? without(value) : changed(value, around, without));
  return true;
}

async function iterated(dict: Real): Promise<unknown> {
  const entries: unknown[] = [];
  for await (const entry of dict) entries.push(entry);
  return entries;
}

const aKey = fc.nat({ max: keys.length - 1 });
const someKeys = fc.array(aKey, { maxLength: 4 });
const aValue: fc.Arbitrary<Value> = fc.oneof(
  fc.nat({ max: 5 }),
  fc.constantFrom<Value>({ n: 1 }, { n: { m: 2 }, o: 3 }, { o: 3, n: { m: 2 } }),
);
const aPath = fc.array(fc.constantFrom('n', 'm', 'o'), { minLength: 1, maxLength: 3 });
const aNumber = fc.integer({ min: -3, max: 3 });
const put = (m: Model, k: number, v: Value) => void m.set(k, v);
const entriesOf = (m: Model) => [...m].map(([k, v]) => [keys[k], v]);

const setting = [
  aKey.map((k) =>
    command(
      `get ${k}`,
      (m) => m.get(k),
      (r) => r.get(keys[k]),
    ),
  ),
  fc.tuple(aKey, aValue).map(([k, v]) =>
    command(
      `set ${k} ${JSON.stringify(v)}`,
      (m) => put(m, k, v),
      (r) => r.set(keys[k], v),
    ),
  ),
  fc.tuple(aKey, aValue).map(([k, v]) =>
    command(
      `setIfAbsent ${k} ${JSON.stringify(v)}`,
      (m) => setIfAbsent(m, k, v),
      (r) => r.setIfAbsent(keys[k], v),
    ),
  ),
  fc.tuple(aKey, aValue).map(([k, v]) =>
    command(
      `setDefault ${k} ${JSON.stringify(v)}`,
      (m) => m.get(k) ?? m.set(k, v).get(k),
      (r) => r.setDefault(keys[k], v),
    ),
  ),
  fc.tuple(aKey, aValue).map(([k, v]) =>
    command(
      `getOrSet ${k} ${JSON.stringify(v)}`,
      (m) => m.get(k) ?? m.set(k, v).get(k),
      (r) => r.getOrSet(keys[k], () => v),
    ),
  ),
  fc.tuple(aKey, aValue, aValue).map(([k, expected, v]) =>
    command(
      `compareAndSet ${k} ${JSON.stringify([expected, v])}`,
      (m) => compareAnd(m, k, expected, v),
      (r) => r.compareAndSet(keys[k], expected, v),
    ),
  ),
  fc.array(fc.tuple(aKey, aValue), { maxLength: 4 }).map((pairs) =>
    command(
      `update ${JSON.stringify(pairs)}`,
      (m) => {
        for (const [k, v] of pairs) put(m, k, v);
      },
      (r) => r.update(pairs.map(([k, v]) => [keys[k], v] as const)),
    ),
  ),
];

const counting = [
  fc.tuple(aKey, aNumber).map(([k, by]) =>
    command(
      `increment ${k} ${by}`,
      (m) => increment(m, k, by),
      (r) => r.increment(keys[k], by),
    ),
  ),
  fc.tuple(aKey, aPath, aNumber).map(([k, path, by]) =>
    command(
      `incrementIn ${k} ${path} ${by}`,
      (m) => changeIn(m, k, path, (before) => sum(before, by)),
      (r) => r.incrementIn(keys[k], path, by),
    ),
  ),
];

const looking = [
  aKey.map((k) =>
    command(
      `has ${k}`,
      (m) => m.has(k),
      (r) => r.has(keys[k]),
    ),
  ),
  someKeys.map((several) =>
    command(
      `getMany ${several}`,
      (m) => several.map((k) => m.get(k)),
      (r) => r.getMany(several.map((k) => keys[k])),
    ),
  ),
  fc.tuple(aKey, aPath).map(([k, path]) =>
    command(
      `getIn ${k} ${path}`,
      (m) => getIn(m.get(k), path),
      (r) => r.getIn(keys[k], path),
    ),
  ),
  fc.constant(
    command(
      'size',
      (m) => m.size,
      (r) => r.size(),
    ),
  ),
  fc.constant(command('entries', entriesOf, (r) => r.entries())),
  fc.constant(command('iterate', entriesOf, iterated)),
];

const removing = [
  aKey.map((k) =>
    command(
      `delete ${k}`,
      (m) => m.delete(k),
      (r) => r.delete(keys[k]),
    ),
  ),
  someKeys.map((several) =>
    command(
      `deleteMany ${several}`,
      (m) => several.filter((k) => m.delete(k)).length,
      (r) => r.deleteMany(several.map((k) => keys[k])),
    ),
  ),
  fc.tuple(aKey, aValue).map(([k, expected]) =>
    command(
      `compareAndDelete ${k} ${JSON.stringify(expected)}`,
      (m) => compareAnd(m, k, expected, undefined),
      (r) => r.compareAndDelete(keys[k], expected),
    ),
  ),
  fc.tuple(aKey, aPath).map(([k, path]) =>
    command(
      `deleteIn ${k} ${path}`,
      (m) => deleteIn(m, k, path),
      (r) => r.deleteIn(keys[k], path),
    ),
  ),
  fc.constant(
    command(
      'clear',
      (m) => m.clear(),
      (r) => r.clear(),
    ),
  ),
  aKey.map((k) =>
    command(
      `pop ${k}`,
      (m) => pop(m, k, 'KeyError'),
      (r) => r.pop(keys[k]),
    ),
  ),
  aKey.map((k) =>
    command(
      `pop ${k} or -1`,
      (m) => pop(m, k, -1),
      (r) => r.pop(keys[k], { default: -1 }),
    ),
  ),
  fc.constant(command('popItem', popItem, (r) => r.popItem())),
];

const settingInside = fc.tuple(aKey, aPath, aValue).map(([k, path, v]) =>
  command(
    `setIn ${k} ${path} ${JSON.stringify(v)}`,
    (m) => void changeIn(m, k, path, () => v),
    (r) => r.setIn(keys[k], path, v),
  ),
);

const commands = [...setting, settingInside, ...counting, ...looking, ...removing];

export function modelTests(test: HouseTest): void {
  test('does as a Map does, whatever is asked of it', async ({ house }) => {
    const manager = await house.manager();
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 80 }), async (sequence) => {
        using dict = manager.dict<unknown, Value>();
        await fc.asyncModelRun(() => ({ model: new Map(), real: dict }), sequence);
      }),
      { numRuns: 80 },
    );
  });
}
