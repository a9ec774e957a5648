import { ArgumentError, EncodingError, type SharedValue, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function changeTests(test: HouseTest): void {
  test('is undefined until it is set, or what it was made with', async ({ house }) => {
    const manager = await house.manager();
    expect(await manager.value().get()).toBeUndefined();
    expect(await manager.value(undefined, { initial: { a: [1] } }).get()).toEqual({ a: [1] });
    expect(await manager.value(undefined, { initial: null }).get()).toBeNull();
    const value = manager.value<unknown>();
    for (const each of ['text', null, undefined, new Map([[1, 2]]), 7n, [undefined]]) {
      await value.set(each);
      expect(await value.get()).toEqual(each);
    }
  });

  test('is one for all who know its name, and what it begins with matters once', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    expect(await a.value(name, { initial: 1 }).get()).toBe(1);
    expect(await b.value(name, { initial: 2 }).get()).toBe(1);
    await b.value<number>(name).set(3);
    expect(await c.value(name).get()).toBe(3);
  });

  test('holds proxies, which come out live', async ({ house }) => {
    const manager = await house.manager();
    const value = manager.value<unknown>();
    {
      using queue = manager.queue<string>();
      await queue.put('inside');
      await value.set({ queue });
    }
    const { queue } = (await value.get()) as { queue: ReturnType<typeof manager.queue> };
    expect(await queue.get()).toBe('inside');
    await value.set(null);
  });

  test('counts what is added by anybody, once each', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const sums = await Promise.all(
      Array.from({ length: 90 }, (_, n) => clients[n % 3]?.value(name, { initial: 0 }).increment()),
    );
    expect(sums.toSorted((one, other) => Number(one) - Number(other))).toEqual(sums.map((_, n) => n + 1));
    expect(await clients[0].value(name).get()).toBe(90);
  });

  test.for<[initial: number | bigint, by: number | bigint | undefined, sum: number | bigint]>([
    [1, undefined, 2],
    [1, -3, -2],
    [0.5, 0.25, 0.75],
    [5n, undefined, 6n],
    [5, 2n ** 64n, 2n ** 64n + 5n],
    [2n ** 64n, -1, 2n ** 64n - 1n],
    [Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY],
    [2 ** 53 - 2, 1, 2 ** 53 - 1],
    [2 ** 60, 1024, 2 ** 60 + 1024],
  ])('of %s incremented by %s is %s', async ([initial, by, sum], { house }) => {
    const value: SharedValue<number | bigint> = (await house.manager()).value(undefined, { initial });
    expect(await value.increment(by)).toBe(sum);
    expect(await value.get()).toBe(sum);
  });

  test.for<[what: string, initial: unknown, by: unknown, says: string]>([
    ['a text', '5', 1, 'value.increment: what is stored must be a number; got a value of another kind'],
    ['nothing', undefined, 1, 'value.increment: what is stored must be a number'],
    ['a boolean', true, 1, 'value.increment: what is stored must be a number'],
    ['a date', new Date(0), 1, 'value.increment: what is stored must be a number'],
    ['NaN', Number.NaN, 1, 'value.increment: what is stored must be a number; got NaN'],
    ['the greatest exact number', 2 ** 53 - 1, 1, 'beyond 2^53 - 1, store a BigInt'],
    ['a BigInt and a fraction', 1n, 0.5, 'cannot add 0.5 and a BigInt'],
    ['a fraction and a BigInt', 0.5, 1n, 'cannot add 0.5 and a BigInt'],
    ['infinity and a BigInt', Number.POSITIVE_INFINITY, 1n, 'cannot add Infinity and a BigInt'],
  ])('does not add to %s', async ([, initial, by, says], { house }) => {
    const value = (await house.manager()).value<unknown>(undefined, { initial });
    await expect(value.increment(by as number)).rejects.toThrow(ValueError);
    await expect(value.increment(by as number)).rejects.toThrow(says);
    expect(await value.get()).toEqual(initial);
  });

  test.for(['5', null, Number.NaN, Number.NEGATIVE_INFINITY])('adds no %s', async (by, { house }) => {
    const value = (await house.manager()).value<unknown>(undefined, { initial: 1 });
    await expect(value.increment(by as number)).rejects.toThrow(ArgumentError);
    await expect(value.increment(by as number)).rejects.toThrow(
      'argument by of value.increment must be a finite number or a BigInt; got ',
    );
    expect(await value.get()).toBe(1);
  });

  test('is set only where it equals what is expected', async ({ house }) => {
    const value = (await house.manager()).value<unknown>(undefined, { initial: { a: 1, b: [2] } });
    expect(await value.compareAndSet({ a: 1 }, 'wrong')).toBe(false);
    expect(await value.compareAndSet({ b: [2], a: 1 }, 5)).toBe(true);
    expect(await value.compareAndSet('5', 'wrong')).toBe(false);
    expect(await value.compareAndSet(5n, 'wrong')).toBe(false);
    expect(await value.compareAndSet(5, Number.NaN)).toBe(true);
    expect(await value.compareAndSet(Number.NaN, undefined)).toBe(true);
    expect(await value.compareAndSet(null, 'wrong')).toBe(false);
    expect(await value.compareAndSet(undefined, 'right')).toBe(true);
    expect(await value.get()).toBe('right');
  });

  test('with a proxy inside equals nothing', async ({ house }) => {
    const manager = await house.manager();
    const [value, lock] = [manager.value<unknown>(), manager.lock()];
    await value.set([lock]);
    expect(await value.compareAndSet([null], 1)).toBe(false);
    await expect(value.compareAndSet([lock], 1)).rejects.toThrow(EncodingError);
    expect(await value.get()).toHaveLength(1);
  });

  test('that many compare and set at once is set by one of them', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const won = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        clients[n % 3]?.value(name, { initial: 'free' }).compareAndSet('free', `taken by ${n}`),
      ),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await clients[0].value(name).get()).toBe(`taken by ${won.indexOf(true)}`);
  });

  test('refuses what cannot travel, and stays as it is', async ({ house }) => {
    const value = (await house.manager()).value<unknown>(undefined, { initial: 1 });
    const unsendable = () => {};
    await expect(value.set(unsendable)).rejects.toThrow('argument value of value.set is a function');
    await expect(value.compareAndSet(1, unsendable)).rejects.toThrow('argument value of value.compareAndSet');
    await expect(value.compareAndSet(unsendable, 1)).rejects.toThrow('argument expected of value.compareAndSet');
    await expect(value.increment(unsendable as never)).rejects.toThrow('argument by of value.increment');
    await expect(value.set(1, 5 as never)).rejects.toThrow('options of value.set');
    expect(await value.get()).toBe(1);
  });

  test('is not made with options that are none', async ({ house }) => {
    const manager = await house.manager();
    const open = manager.value as (name?: string, options?: unknown) => unknown;
    expect(() => open(undefined, { initial: () => {} })).toThrow('option initial of value is a function');
    expect(() => open(undefined, { initial: manager.lock() })).toThrow('option initial of value may hold no proxies');
    expect(() => open(undefined, { start: 1 })).toThrow('value has no option "start"; it has initial, typecode');
    expect(() => open(undefined, 5)).toThrow(ArgumentError);
  });
}
