import { ArgumentError, LimitError, OptionsConflictError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';
import { ranges } from '../value/ranges.js';

export function openingTests(test: HouseTest): void {
  test('begins with so many zeros, or with the numbers given, or empty', async ({ house }) => {
    const manager = await house.manager();
    const of = (initial: number | Iterable<number>) => manager.array(undefined, { typecode: 'd', initial }).toArray();
    expect(await of(3)).toEqual([0, 0, 0]);
    expect(await of(0)).toEqual([]);
    expect(await of([1, -0.5, Number.NaN])).toEqual([1, -0.5, Number.NaN]);
    expect(await of(new Float64Array([1, 2]))).toEqual([1, 2]);
    expect(await of(new Set([1, 2]))).toEqual([1, 2]);
    expect(await manager.array(undefined, { typecode: 'd' }).length()).toBe(0);
  });

  test('is one for all who know its name, and what it begins with matters once', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    expect(await a.array(name, { typecode: 'i', initial: [1, 2] }).length()).toBe(2);
    await b.array(name, { typecode: 'i', initial: 5 }).set(1, 7);
    expect(await c.array(name, { typecode: 'i' }).toArray()).toEqual([1, 7]);
    expect(await c.array(name).toArray()).toEqual([1, 7]);
    await expect(c.array(name, { typecode: 'I' }).length()).rejects.toThrow(OptionsConflictError);
    const open = c.array as (name?: string) => { length(): Promise<number> };
    await expect(open().length()).rejects.toThrow('option typecode of array is missing');
  });

  test.for(ranges)(
    'of typecode $typecode holds whole numbers of its range',
    async ({ typecode, lowest, highest }, { house }) => {
      const manager = await house.manager();
      const array = manager.array(undefined, { typecode: typecode as 'q', initial: [lowest, highest, 1] });
      expect(await array.toArray()).toEqual([lowest, highest, 1]);
      await expect(array.increment(1)).rejects.toThrow(
        /^array\.increment: -?\d+n? and -?\d+ must make a whole number /,
      );
      await expect(array.increment(0, -1)).rejects.toThrow(
        /^array\.increment: -?\d+n? and -?\d+ must make a whole number /,
      );
      await array.setSlice(undefined, undefined, -1, [lowest, highest, 0]);
      expect(await array.toArray()).toEqual([0, highest, lowest]);
    },
  );

  test('of typecode f holds what float 32 does', async ({ house }) => {
    const array = (await house.manager()).array(undefined, { typecode: 'f', initial: [0.1, 1e300, -0] });
    expect(await array.toArray()).toEqual([Math.fround(0.1), Number.POSITIVE_INFINITY, -0]);
    expect([await array.indexOf(0.1), await array.indexOf(Math.fround(0.1)), await array.indexOf(0)]).toEqual([
      -1, 0, 2,
    ]);
  });

  test.for<[options: unknown, says: string]>([
    [{ initial: 1 }, 'option typecode of array must be one of "b", "B", "h",'],
    [{ typecode: null }, 'option typecode of array must be one of'],
    [{ typecode: 'u' }, 'option typecode of array must be one of'],
    [{ typecode: ['i'] }, 'option typecode of array must be one of'],
    [{ typecode: 'i', initial: null }, 'option initial of array must be numbers, or how many'],
    [{ typecode: 'i', initial: {} }, 'option initial of array must be numbers, or how many'],
    [{ typecode: 'i', initial: 'ab' }, 'option initial of array must be numbers, or how many'],
    [{ typecode: 'i', initial: [1, '2'] }, 'option initial[1] of array must be a whole number from -2147483648'],
    [{ typecode: 'B', initial: [1, 256] }, 'option initial[1] of array must be a whole number from 0 to 255'],
    [{ typecode: 'B', initial: [1, undefined, 2] }, 'option initial[1] of array must be a whole number from 0 to 255'],
    [{ typecode: 'i', size: 5 }, 'array has no option "size"; it has typecode, initial'],
    [5, 'the options of array must be a plain object'],
    ['i', 'the options of array must be a plain object'],
  ])('is not made with the options %o', async ([options, says], { house }) => {
    const open = (await house.manager()).array as (name?: string, options?: unknown) => unknown;
    expect(() => open(undefined, options)).toThrow(ArgumentError);
    expect(() => open(undefined, options)).toThrow(says);
  });

  test.for([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is not made with a length of %d',
    async (initial, { house }) => {
      const array = (await house.manager()).array(undefined, { typecode: 'i', initial });
      await expect(array.length()).rejects.toThrow(ArgumentError);
      await expect(array.at(0)).rejects.toThrow('option initial of array must be numbers, or how many');
    },
  );

  test('is not made longer than its limit', async ({ house }) => {
    const array = (await house.manager()).array(undefined, { typecode: 'i', initial: 2 ** 20 + 1 });
    await expect(array.length()).rejects.toThrow(LimitError);
  });
}
