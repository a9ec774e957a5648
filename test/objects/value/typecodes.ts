import { ArgumentError, OptionsConflictError, type Typecode, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';
import { ranges } from './ranges.js';

export function typecodeTests(test: HouseTest): void {
  test('of a typecode is 0 until it is set', async ({ house }) => {
    const manager = await house.manager();
    for (const typecode of [...ranges.map((each) => each.typecode), 'f', 'd'] as Typecode[]) {
      expect(await manager.value(undefined, { typecode: typecode as 'i' }).get()).toBe(0);
    }
  });

  test.for(ranges)(
    'of typecode $typecode takes whole numbers of its range',
    async ({ typecode, lowest, highest }, { house }) => {
      const value = (await house.manager()).value<number | bigint>(undefined, { typecode: typecode as 'q' });
      for (const end of [lowest, highest]) {
        await value.set(end);
        expect(await value.get()).toBe(end);
      }
      const beyond =
        typeof highest === 'bigint' ? [BigInt(lowest) - 1n, highest + 1n] : [Number(lowest) - 1, highest + 1];
      const wrong = [...beyond, Number.NaN, 0.5, Number.POSITIVE_INFINITY, '1', null, true, [1]];
      for (const each of wrong as number[]) {
        await expect(value.set(each)).rejects.toThrow(ValueError);
        await expect(value.set(each)).rejects.toThrow(
          /^argument value of value\.set must be a whole number .* \(typecode /,
        );
        await expect(value.compareAndSet(highest, each)).rejects.toThrow('argument value of value.compareAndSet');
      }
      await expect(value.increment(1)).rejects.toThrow(ValueError);
      await expect(value.increment(1)).rejects.toThrow(/^value\.increment: \d+n? and 1 must make a whole number /);
      await expect(value.increment(-0.5)).rejects.toThrow(ValueError);
      expect(await value.get()).toBe(highest);
      expect(await value.increment(-1)).toBe(typeof highest === 'bigint' ? highest - 1n : highest - 1);
    },
  );

  test('of 64 bits is exact throughout: BigInts where no number is', async ({ house }) => {
    const value = (await house.manager()).value(undefined, { typecode: 'q', initial: 5n });
    expect(await value.get()).toBe(5);
    expect(await value.compareAndSet(5n, 2 ** 53 - 1)).toBe(true);
    expect(await value.increment()).toBe(2n ** 53n);
    expect(await value.increment(1n)).toBe(2n ** 53n + 1n);
    expect(await value.increment(-2)).toBe(2 ** 53 - 1);
    await value.set(2 ** 60);
    expect(await value.get()).toBe(2n ** 60n);
    expect(await value.compareAndSet(2 ** 60, -0)).toBe(true);
    expect(await value.get()).toBe(0);
  });

  test('of fewer bits takes no BigInt', async ({ house }) => {
    const value = (await house.manager()).value<number>(undefined, { typecode: 'i', initial: 1 });
    await expect(value.set(1n as never)).rejects.toThrow('(typecode i); got 1n');
    await expect(value.set((10n ** 50n) as never)).rejects.toThrow('got a BigInt of more than 128 bits');
    expect(await value.get()).toBe(1);
  });

  test('of typecode f or d takes any number, rounded to what it holds', async ({ house }) => {
    const manager = await house.manager();
    const single = manager.value(undefined, { typecode: 'f', initial: 0.1 });
    const double = manager.value(undefined, { typecode: 'd', initial: 0.1 });
    expect([await single.get(), await double.get()]).toEqual([Math.fround(0.1), 0.1]);
    expect(await single.increment(0.2)).toBe(Math.fround(Math.fround(0.1) + 0.2));
    expect(await double.increment(0.2)).toBe(0.1 + 0.2);
    for (const value of [single, double]) {
      for (const each of [Number.POSITIVE_INFINITY, -0, 1.5, 2 ** 60, Number.NaN]) {
        await value.set(each);
        expect(await value.get()).toBe(each);
      }
      await expect(value.increment()).rejects.toThrow('value.increment: what is stored must be a number; got NaN');
      for (const wrong of ['1', 1n, null] as never[]) await expect(value.set(wrong)).rejects.toThrow(ValueError);
      expect(await value.compareAndSet(Number.NaN, Number.POSITIVE_INFINITY)).toBe(true);
      await expect(value.increment(1n as never)).rejects.toThrow(ValueError);
      expect(await value.get()).toBe(Number.POSITIVE_INFINITY);
    }
  });

  test('of one typecode is not opened with another', async ({ house }) => {
    const [manager, name] = [await house.manager(), house.name()];
    await manager.value(name, { typecode: 'i' }).set(5);
    await expect(manager.value(name, { typecode: 'd' }).get()).rejects.toThrow(OptionsConflictError);
    expect(await manager.value(name).get()).toBe(5);
    expect(await manager.value(name, { typecode: 'i', initial: 7 }).get()).toBe(5);
  });

  test.for<[options: unknown, says: string]>([
    [{ typecode: 'x' }, 'option typecode of value must be one of "b", "B", "h",'],
    [{ typecode: 5 }, 'option typecode of value must be one of'],
    [{ typecode: null }, 'option typecode of value must be one of'],
    [{ typecode: 'toString' }, 'option typecode of value must be one of'],
    [{ typecode: 'b', initial: 200 }, 'option initial of value must be a whole number from -128 to 127 (typecode b)'],
    [{ typecode: 'i', initial: '5' }, 'option initial of value must be a whole number'],
    [{ typecode: 'i', initial: null }, 'option initial of value must be a whole number'],
    [{ typecode: 'd', initial: 5n }, 'option initial of value must be a number, no BigInt (typecode d)'],
  ])('is not made with the options %o', async ([options, says], { house }) => {
    const open = (await house.manager()).value as (name?: string, options?: unknown) => unknown;
    expect(() => open(undefined, options)).toThrow(ArgumentError);
    expect(() => open(undefined, options)).toThrow(says);
  });
}
