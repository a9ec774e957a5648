import fc from 'fast-check';
import { KeyError, type SharedDict } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

/** Distinct keys; the model knows each by its index, for a Map does not compare by content. */
const keys: readonly unknown[] = ['a', 'b', 1, '1', { x: 1, y: 2 }, [null], Number.NaN, undefined];

type Real = SharedDict<unknown, number>;
type Model = Map<number, number>;
type Command = fc.AsyncCommand<Model, Real>;

/** A command whose result the model foretells. */
function command(text: string, model: (model: Model) => unknown, real: (real: Real) => Promise<unknown>): Command {
  return {
    check: () => true,
    toString: () => text,
    async run(m, r) {
      const expected = model(m);
      const actual = await real(r).catch((error: unknown) =>
        error instanceof KeyError ? 'KeyError' : Promise.reject(error),
      );
      expect(actual).toEqual(expected);
    },
  };
}

function pop(model: Model, key: number, byDefault: number | 'KeyError'): unknown {
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

const aKey = fc.nat({ max: keys.length - 1 });
const aValue = fc.nat({ max: 99 });
const put = (m: Model, k: number, v: number) => void m.set(k, v);

const commands = [
  aKey.map((k) =>
    command(
      `get ${k}`,
      (m) => m.get(k),
      (r) => r.get(keys[k]),
    ),
  ),
  fc.tuple(aKey, aValue).map(([k, v]) =>
    command(
      `set ${k} ${v}`,
      (m) => put(m, k, v),
      (r) => r.set(keys[k], v),
    ),
  ),
  fc.tuple(aKey, aValue).map(([k, v]) =>
    command(
      `set ${k} ${v}`,
      (m) => put(m, k, v),
      (r) => r.set(keys[k], v),
    ),
  ),
  aKey.map((k) =>
    command(
      `has ${k}`,
      (m) => m.has(k),
      (r) => r.has(keys[k]),
    ),
  ),
  aKey.map((k) =>
    command(
      `delete ${k}`,
      (m) => m.delete(k),
      (r) => r.delete(keys[k]),
    ),
  ),
  fc.constant(
    command(
      'size',
      (m) => m.size,
      (r) => r.size(),
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
  fc.tuple(aKey, aValue).map(([k, v]) =>
    command(
      `setDefault ${k} ${v}`,
      (m) => m.get(k) ?? m.set(k, v).get(k),
      (r) => r.setDefault(keys[k], v),
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
  fc.constant(
    command(
      'entries',
      (m) => [...m].map(([k, v]) => [keys[k], v]),
      (r) => r.entries(),
    ),
  ),
];

export function modelTests(test: HouseTest): void {
  test('does as a Map does, whatever is asked of it', async ({ house }) => {
    const manager = await house.manager();
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60 }), async (sequence) => {
        using dict = manager.dict<unknown, number>();
        await fc.asyncModelRun(() => ({ model: new Map(), real: dict }), sequence);
      }),
      { numRuns: 60 },
    );
  });
}
