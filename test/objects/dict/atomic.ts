import { ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

/** Operations that look and change in one step. */
export function atomicTests(test: HouseTest): void {
  test('counts from 0 up and down, in one step, whoever counts', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const [a] = clients;
    expect([await a.dict<string, number>(name).increment('n'), await a.dict(name).increment('n', -3)]).toEqual([1, -2]);
    await Promise.all(clients.flatMap((each) => Array.from({ length: 50 }, () => each.dict(name).increment('n', 2))));
    expect(await a.dict(name).get('n')).toBe(298);
    expect(await a.dict(name).increment('x', 0.5)).toBe(0.5);
  });

  test('counts as JavaScript adds numbers, and exactly where one is a BigInt', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    await dict.update({
      fraction: 0.1,
      infinite: Number.POSITIVE_INFINITY,
      none: Number.NaN,
      big: 2n ** 64n,
      zero: -0,
    });
    expect(await dict.increment('fraction', 0.2)).toBe(0.1 + 0.2);
    expect(await dict.increment('infinite', 1)).toBe(Number.POSITIVE_INFINITY);
    await expect(dict.increment('none', 1)).rejects.toThrow('dict.increment: what is stored must be a number; got NaN');
    expect(await dict.increment('zero', -0)).toBe(0);
    expect(await dict.increment('big')).toBe(2n ** 64n + 1n);
    expect(await dict.increment('big', -(2n ** 64n))).toBe(1n);
    expect(await dict.increment('new', 5n)).toBe(5n);
    expect(await dict.increment('new', -133n)).toBe(-128n);
    await dict.set('safe', 2 ** 53 - 1);
    await expect(dict.increment('safe')).rejects.toThrow('beyond 2^53 - 1, store a BigInt');
    expect(await dict.increment('safe', 1n)).toBe(2n ** 53n);
    await expect(dict.increment('big', 0.5)).rejects.toThrow(ValueError);
    await expect(dict.increment('fraction', 1n)).rejects.toThrow('cannot add 0.30000000000000004 and a BigInt');
    expect([await dict.get('big'), await dict.get('fraction')]).toEqual([1n, 0.1 + 0.2]);
  });

  test('counts a BigInt of a megabyte', async ({ house }) => {
    const dict = (await house.manager()).dict<string, bigint>();
    const big = -(1n << 8_000_000n);
    await dict.set('n', big);
    expect((await dict.increment('n', -1n)) === big - 1n).toBe(true);
  });

  test('refuses to count what is no number, and leaves it', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, unknown>();
    const values = {
      text: '1',
      nothing: null,
      none: undefined,
      flag: true,
      list: [1],
      date: new Date(1),
      boxed: Object(1),
    };
    await dict.update(values);
    await dict.set('shared', manager.queue());
    for (const key of [...Object.keys(values), 'shared']) {
      await expect(dict.increment(key)).rejects.toThrow('dict.increment: what is stored must be a number');
    }
    expect(await dict.getMany(Object.keys(values))).toEqual(Object.values(values));
    await dict.delete('shared');
  });

  test('sets and deletes what equals the value expected, by its content', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    await dict.set('k', { a: 1, b: [new Set([1, 2])] });
    expect(await dict.compareAndSet('k', { a: 1, b: [new Set([1])] }, 2)).toBe(false);
    expect(await dict.compareAndSet('k', { b: [new Set([2, 1])], a: 1 }, -0)).toBe(true);
    expect(await dict.compareAndDelete('k', '0')).toBe(false);
    expect(await dict.compareAndDelete('k', 0n)).toBe(false);
    expect(await dict.compareAndDelete('k', 0)).toBe(true);
    expect(await dict.size()).toBe(0);
  });

  test('takes a missing key for equal to nothing', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    expect(await dict.compareAndSet('k', undefined, 1)).toBe(false);
    expect(await dict.compareAndSet('k', null, 1)).toBe(false);
    expect([await dict.setIfAbsent('k', undefined), await dict.setIfAbsent('k', 2)]).toEqual([true, false]);
    expect(await dict.compareAndSet('k', undefined, 1)).toBe(true);
    expect(await dict.get('k')).toBe(1);
  });

  test('takes a value that refers to shared objects for equal to nothing', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, unknown>();
    await dict.set('k', [manager.event()]);
    expect([await dict.compareAndSet('k', [], 1), await dict.compareAndDelete('k', [])]).toEqual([false, false]);
    expect(await dict.has('k')).toBe(true);
  });

  test('lets one of all who compare and set win', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    await clients[0].dict<string, number>(name).set('k', 0);
    const won = await Promise.all(
      clients.map((each, n) => each.dict<string, number>(name).compareAndSet('k', 0, n + 1)),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await clients[0].dict(name).get('k')).toBe(won.indexOf(true) + 1);
  });

  test('gets and deletes many, in their order and counted once', async ({ house }) => {
    const dict = (await house.manager()).dict<unknown, unknown>();
    await dict.update([
      ['a', 1],
      ['b', undefined],
      [{ c: 1 }, null],
    ]);
    expect(await dict.getMany([{ c: 1 }, 'z', 'b', 'a', 'a'])).toEqual([null, undefined, undefined, 1, 1]);
    expect(await dict.getMany([])).toEqual([]);
    expect(await dict.getMany(new Set(['a']))).toEqual([1]);
    expect(await dict.deleteMany(['a', 'z', 'a', { c: 1 }])).toBe(2);
    expect(await dict.deleteMany([])).toBe(0);
    expect(await dict.keys()).toEqual(['b']);
  });

  test('makes what is missing, and only that', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    expect(await dict.getOrSet('k', () => 1)).toBe(1);
    expect(await dict.getOrSet('k', () => expect.unreachable('it is there'))).toBe(1);
    await dict.set('none', undefined);
    expect(await dict.getOrSet('none', () => expect.unreachable('it is there, as undefined'))).toBeUndefined();
    expect(await dict.getOrSet('later', async () => 2)).toBe(2);
    const failure = new Error('nothing made');
    await expect(dict.getOrSet('failed', () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await dict.entries()).toEqual([
      ['k', 1],
      ['none', undefined],
      ['later', 2],
    ]);
  });

  test('gives all who make a value at one time that of the first', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, number>();
    let made = 0;
    let bothMake: () => void;
    const both = new Promise<void>((resolve) => (bothMake = resolve));
    const make = async () => {
      const mine = ++made;
      if (made === 2) bothMake();
      await both;
      return mine;
    };
    const got = await Promise.all([dict.getOrSet('k', make), dict.getOrSet('k', make)]);
    expect(made).toBe(2);
    expect(got).toEqual([await dict.get('k'), await dict.get('k')]);
  });
}
