import fc from 'fast-check';
import { ArgumentError, OptionsConflictError, type SharedCounter, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { command, Refusal } from '../commands.js';

// biome-ignore lint/suspicious/noExplicitAny: JavaScript as it is written without types is what some of these tests are about.
type Untyped = any;

const HIGHEST = 2 ** 53 - 1;

/** Everything a counter promises, through one door. */
export function counterSuite(door: Door): void {
  const test = testThrough(door);

  test('counts up and down from where it begins, and back to there', async ({ house }) => {
    const manager = await house.manager();
    const counter = manager.counter();
    expect([await counter.get(), await counter.increment(), await counter.increment(5)]).toEqual([0, 1, 6]);
    expect([await counter.decrement(), await counter.decrement(10), await counter.get()]).toEqual([5, -5, -5]);
    await counter.set(7);
    expect([await counter.reset(), await counter.get()]).toEqual([7, 0]);
    const other = manager.counter(undefined, { initial: -3 });
    expect([await other.increment(-1), await other.reset(), await other.decrement(0)]).toEqual([-4, -4, -3]);
  });

  test('counts what is added and taken by anybody, once each', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const sums = await Promise.all(Array.from({ length: 90 }, (_, n) => clients[n % 3]?.counter(name).increment()));
    expect(new Set(sums).size).toBe(90);
    await Promise.all(Array.from({ length: 40 }, (_, n) => clients[n % 3]?.counter(name).decrement(2)));
    expect(await clients[0].counter(name).get()).toBe(10);
  });

  test('loses no count to resets', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const counting = [a, b].map((client) =>
      Promise.all(Array.from({ length: 60 }, () => client.counter(name).increment())),
    );
    const taken: number[] = [];
    for (let n = 0; n < 10; n++) taken.push(await c.counter(name).reset());
    await Promise.all(counting);
    taken.push(await c.counter(name).reset());
    expect(taken.reduce((one, other) => one + other)).toBe(120);
  });

  test('is exact to the end, and refuses to pass it', async ({ house }) => {
    const counter = (await house.manager()).counter(undefined, { initial: HIGHEST - 1 });
    expect(await counter.increment()).toBe(HIGHEST);
    await expect(counter.increment()).rejects.toThrow(ValueError);
    await expect(counter.increment()).rejects.toThrow('argument by of counter.increment takes the counter from');
    await expect(counter.increment(HIGHEST)).rejects.toThrow(ValueError);
    expect(await counter.decrement(HIGHEST)).toBe(0);
    expect(await counter.decrement(HIGHEST)).toBe(-HIGHEST);
    await expect(counter.decrement()).rejects.toThrow('argument by of counter.decrement takes the counter from');
    expect(await counter.get()).toBe(-HIGHEST);
    await counter.set(-0);
    expect([await counter.get(), await counter.decrement(0)]).toEqual([0, 0]);
  });

  test('is opened by name with its own initial, or with none', async ({ house }) => {
    const [manager, name] = [await house.manager(), house.name()];
    await manager.counter(name, { initial: 5 }).increment();
    await expect(manager.counter(name, { initial: 0 }).get()).rejects.toThrow(OptionsConflictError);
    expect(await manager.counter(name).reset()).toBe(6);
    expect(await manager.counter(name, { initial: 5 }).get()).toBe(5);
  });

  test.for<[says: string, call: (counter: Untyped) => Promise<unknown>]>([
    ['argument by of counter.increment must be a whole number', (counter) => counter.increment(0.5)],
    ['argument by of counter.increment must be a whole number', (counter) => counter.increment(2 ** 53)],
    ['argument by of counter.increment must be a whole number', (counter) => counter.increment('1')],
    ['argument by of counter.increment must be a whole number', (counter) => counter.increment(1n)],
    ['argument by of counter.decrement must be a whole number', (counter) => counter.decrement(null)],
    ['argument by of counter.decrement must be a whole number', (counter) => counter.decrement(Number.NaN)],
    ['argument by of counter.increment must be a whole number', (counter) => counter.increment({ timeout: 5 })],
    ['argument value of counter.set must be a whole number', (counter) => counter.set()],
    ['argument value of counter.set must be a whole number', (counter) => counter.set(Number.POSITIVE_INFINITY)],
    ['options of counter.reset', (counter) => counter.reset(5)],
  ])('refuses, and stays as it is: %s', async ([says, call], { house }) => {
    const counter = (await house.manager()).counter(undefined, { initial: 1 });
    await expect(call(counter)).rejects.toThrow(ArgumentError);
    await expect(call(counter)).rejects.toThrow(says);
    expect(await counter.get()).toBe(1);
  });

  test.for([0.5, Number.NaN, 2 ** 53, '5', true])('is not made with the initial %o', async (initial, { house }) => {
    const counter = (await house.manager()).counter(undefined, { initial: initial as number });
    await expect(counter.get()).rejects.toThrow(ArgumentError);
    await expect(counter.get()).rejects.toThrow('option initial of counter must be a whole number');
  });

  test('does as a number does, whatever is asked of it', async ({ house }) => {
    const manager = await house.manager();
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (sequence) => {
        using counter = manager.counter(undefined, { initial: 3 });
        await fc.asyncModelRun(() => ({ model: { value: 3n }, real: counter }), sequence);
      }),
      { numRuns: 40 },
    );
  });
}

/** A BigInt, which is exact everywhere. */
interface Model {
  value: bigint;
}
type Real = SharedCounter;

function add(model: Model, by: bigint): number {
  const sum = model.value + by;
  if (!Number.isSafeInteger(Number(sum))) throw new Refusal('VALUE');
  model.value = sum;
  return Number(sum);
}

const aNumber = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger());
const commands = [
  fc.constant(
    command<Model, Real>(
      'get',
      (m) => Number(m.value),
      (r) => r.get(),
    ),
  ),
  aNumber.map((n) =>
    command<Model, Real>(
      `increment ${n}`,
      (m) => add(m, BigInt(n)),
      (r) => r.increment(n),
    ),
  ),
  aNumber.map((n) =>
    command<Model, Real>(
      `decrement ${n}`,
      (m) => add(m, -BigInt(n)),
      (r) => r.decrement(n),
    ),
  ),
  aNumber.map((n) =>
    command<Model, Real>(
      `set ${n}`,
      (m) => {
        m.value = BigInt(n);
      },
      (r) => r.set(n),
    ),
  ),
  fc.constant(
    command<Model, Real>(
      'reset',
      (m) => {
        const before = Number(m.value);
        m.value = 3n;
        return before;
      },
      (r) => r.reset(),
    ),
  ),
];
