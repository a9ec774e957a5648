import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { SharedNamespace } from 'holdall';
import type { HouseTest } from '../../harness/house.js';
import { command, Refusal } from '../commands.js';

type Model = Map<string, unknown>;
type Real = SharedNamespace;

const aName = fc.constantFrom('a', 'b', 'constructor', 'é');
const aValue = fc.constantFrom<unknown[]>(0, 1, -2, 'text', null, undefined, { x: 1 }, [1, [2]]);

function present(model: Model, name: string): unknown {
  if (!model.has(name)) throw new Refusal('ATTRIBUTE');
  return model.get(name);
}

const commands = [
  aName.map((name) =>
    command<Model, Real>(
      `get ${name}`,
      (m) => present(m, name),
      (r) => r.get(name),
    ),
  ),
  fc.tuple(aName, aValue).map(([name, value]) =>
    command<Model, Real>(
      `set ${name} ${JSON.stringify(value)}`,
      (m) => void m.set(name, value),
      (r) => r.set(name, value),
    ),
  ),
  aName.map((name) =>
    command<Model, Real>(
      `delete ${name}`,
      (m) => {
        present(m, name);
        m.delete(name);
      },
      (r) => r.delete(name),
    ),
  ),
  aName.map((name) =>
    command<Model, Real>(
      `has ${name}`,
      (m) => m.has(name),
      (r) => r.has(name),
    ),
  ),
  fc.array(fc.tuple(aName, aValue), { maxLength: 3 }).map((pairs) =>
    command<Model, Real>(
      `update ${JSON.stringify(pairs)}`,
      (m) => {
        for (const [name, value] of Object.entries(Object.fromEntries(pairs))) m.set(name, value);
      },
      (r) => r.update(Object.fromEntries(pairs)),
    ),
  ),
  fc.tuple(aName, fc.integer({ min: -3, max: 3 })).map(([name, by]) =>
    command<Model, Real>(
      `increment ${name} ${by}`,
      (m) => {
        const value = present(m, name);
        if (typeof value !== 'number') throw new Refusal('VALUE');
        m.set(name, value + by);
        return value + by;
      },
      (r) => r.increment(name, by),
    ),
  ),
  fc.tuple(aName, aValue, aValue).map(([name, expected, value]) =>
    command<Model, Real>(
      `compareAndSet ${name} ${JSON.stringify([expected, value])}`,
      (m) => {
        if (!isDeepStrictEqual(present(m, name), expected)) return false;
        m.set(name, value);
        return true;
      },
      (r) => r.compareAndSet(name, expected, value),
    ),
  ),
  fc.constant(
    command<Model, Real>(
      'names',
      (m) => [...m.keys()],
      (r) => r.names(),
    ),
  ),
  fc.constant(
    command<Model, Real>(
      'entries',
      (m) => [...m],
      (r) => r.entries(),
    ),
  ),
  fc.constant(
    command<Model, Real>(
      'toObject',
      (m) => Object.fromEntries(m),
      (r) => r.toObject(),
    ),
  ),
];

export function modelTests(test: HouseTest): void {
  test('does as a Map of names does, whatever is asked of it', async ({ house }) => {
    const manager = await house.manager();
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 50 }), async (sequence) => {
        using namespace = manager.namespace();
        await fc.asyncModelRun(() => ({ model: new Map<string, unknown>(), real: namespace }), sequence);
      }),
      { numRuns: 60 },
    );
  });
}
