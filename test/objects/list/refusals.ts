import { ArgumentError, LimitError, type SharedList, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

// biome-ignore lint/suspicious/noExplicitAny: JavaScript as it is written without types is what these tests are about.
type Untyped = any;

const notWhole: readonly unknown[] = [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1', 1n, null, {}, [], true];

/** Calls with an argument that must be a whole number, by what the refusal says of it. */
const wholes: Readonly<Record<string, (list: Untyped, wrong: unknown) => Promise<unknown>>> = {
  'argument index of list.at': (list, wrong) => list.at(wrong),
  'argument index of list.set': (list, wrong) => list.set(wrong, 1),
  'argument index of list.insert': (list, wrong) => list.insert(wrong, 1),
  'argument index of list.delete': (list, wrong) => list.delete(wrong),
  'argument index of list.increment': (list, wrong) => list.increment(wrong),
  'argument index of list.compareAndSet': (list, wrong) => list.compareAndSet(wrong, 1, 2),
  'argument times of list.multiply': (list, wrong) => list.multiply(wrong),
  'argument start of list.splice': (list, wrong) => list.splice(wrong, 1),
};

/** The same where it may be left out; nobody writes null for that, but it is taken for it. */
const optionalWholes: typeof wholes = {
  'argument index of list.pop': (list, wrong) => list.pop(wrong),
  'argument start of list.slice': (list, wrong) => list.slice(wrong),
  'argument stop of list.slice': (list, wrong) => list.slice(0, wrong),
  'argument step of list.slice': (list, wrong) => list.slice(0, 1, wrong),
  'argument start of list.setSlice': (list, wrong) => list.setSlice(wrong, 1, 1, []),
  'argument stop of list.deleteSlice': (list, wrong) => list.deleteSlice(0, wrong),
  'argument deleteCount of list.splice': (list, wrong) => list.splice(0, wrong),
  'argument start of list.indexOf': (list, wrong) => list.indexOf(1, wrong),
  'argument stop of list.indexOf': (list, wrong) => list.indexOf(1, 0, wrong),
};

/** Other calls that no compiler has checked. */
const others: Readonly<Record<string, (list: Untyped) => Promise<unknown>>> = {
  'argument index of list.at must be a whole number; got undefined': (list) => list.at(),
  'argument index of list.set must be a whole number; got undefined': (list) => list.set(),
  'argument values of list.extend must be an array or another iterable; got undefined': (list) => list.extend(),
  'argument values of list.extend must be an array or another iterable; got 5': (list) => list.extend(5),
  'argument values of list.setSlice must be an array or another iterable': (list) => list.setSlice(0, 1, 1),
  'argument others of list.concat[1] must be an array or another iterable': (list) => list.concat([], {}),
  'argument by of list.increment must be a finite number or a BigInt; got NaN': (list) => list.increment(0, Number.NaN),
  'argument by of list.increment must be a finite number or a BigInt; got "1"': (list) => list.increment(0, '1'),
  'options of list.at': (list) => list.at(0, 5),
  'list.pop has no option "default"': (list) => list.pop(0, { default: 1 }),
  'list.slice has no option': (list) => list.slice(0, 1, 1, { step: 2 }),
};

const stepsOfNothing: Readonly<Record<string, (list: SharedList<number>) => Promise<unknown>>> = {
  slice: (list) => list.slice(0, 1, 0),
  setSlice: (list) => list.setSlice(0, 1, 0, [1]),
  deleteSlice: (list) => list.deleteSlice(0, 1, 0),
};

export function refusalTests(test: HouseTest): void {
  test.for([...Object.entries(wholes), ...Object.entries(optionalWholes)])(
    'refuses what is no whole number: %s',
    async ([says, call], { house }) => {
      const list = (await house.manager()).list<number>();
      await list.push(1, 2);
      for (const wrong of notWhole.filter((each) => each !== null || says in wholes)) {
        const refused = call(list, wrong);
        await expect(refused).rejects.toThrow(ArgumentError);
        await expect(refused).rejects.toThrow(`${says} must be a whole number; got`);
      }
      expect(await list.copy()).toEqual([1, 2]);
    },
  );

  test.for(Object.entries(others))('rejects the call: %s', async ([says, call], { house }) => {
    const list = (await house.manager()).list<number>();
    await list.push(1, 2);
    await expect(call(list)).rejects.toMatchObject({ code: 'ARGUMENT', message: expect.stringContaining(says) });
    expect(await list.copy()).toEqual([1, 2]);
  });

  test.for(Object.entries(stepsOfNothing))('refuses a step of 0: %s', async ([operation, call], { house }) => {
    const list = (await house.manager()).list<number>();
    await list.push(1, 2);
    await expect(call(list)).rejects.toThrow(ValueError);
    await expect(call(list)).rejects.toThrow(`argument step of list.${operation}`);
    expect(await list.copy()).toEqual([1, 2]);
  });

  test('adds to nothing but numbers', async ({ house }) => {
    const list = (await house.manager()).list<unknown>();
    const values = ['1', Number.NaN, 2 ** 53 - 1, null, undefined, [1], { n: 1 }, true, new Date(1)];
    await list.extend(values);
    for (const index of values.keys()) {
      await expect(list.increment(index)).rejects.toThrow(ValueError);
      await expect(list.increment(index)).rejects.toThrow(
        /^list\.increment: (what is stored must be a number|cannot add 1 to)/,
      );
    }
    expect(await list.copy()).toEqual(values);
  });

  test('refuses to be multiplied beyond the references and the bytes that a broker can hold', async ({ house }) => {
    const manager = await house.manager();
    const [referring, long] = [manager.list<unknown>(), manager.list<Uint8Array>()];
    await referring.push(Array.from({ length: 100 }, () => manager.event()));
    await long.push(new Uint8Array(1024 * 1024));
    await expect(referring.multiply(42_000)).rejects.toThrow('it would add 4199900 references to shared objects');
    await expect(long.multiply(257)).rejects.toThrow(/^argument times of list\.multiply: it would add 268\d+ bytes/);
    await expect(long.multiply(257)).rejects.toThrow(LimitError);
    expect([await referring.length(), await long.length()]).toEqual([1, 1]);
    await long.multiply(200);
    expect(await long.length()).toBe(200);
  });

  test('refuses to be multiplied beyond what a broker can hold', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    await list.push(1, 2, 3);
    for (const times of [2_000_000, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      await expect(list.multiply(times)).rejects.toThrow(LimitError);
      await expect(list.multiply(times)).rejects.toThrow('argument times of list.multiply');
    }
    expect(await list.copy()).toEqual([1, 2, 3]);
  });
}
