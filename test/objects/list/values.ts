import { EncodingError, IndexError, type SharedList, StaleFenceError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function valueTests(test: HouseTest): void {
  test('appends and counts, and finds values from both ends', async ({ house }) => {
    const list = (await house.manager()).list<string>();
    expect([await list.length(), await list.copy()]).toEqual([0, []]);
    expect([await list.push('a'), await list.push('b', 'c'), await list.push()]).toEqual([1, 3, 3]);
    expect([await list.at(0), await list.at(2), await list.at(-1), await list.at(-3)]).toEqual(['a', 'c', 'c', 'a']);
    expect([await list.length(), await list.copy()]).toEqual([3, ['a', 'b', 'c']]);
  });

  test('carries any value, undefined and null among them', async ({ house }) => {
    const list = (await house.manager()).list();
    const values = [undefined, null, Number.NaN, -0, '', 0n, new Map([[{ a: 1 }, new Set(['b'])]]), new Date(7), [[]]];
    expect(await list.push(...values)).toBe(values.length);
    expect(await list.copy()).toEqual(values);
    expect(await list.at(0)).toBeUndefined();
    expect(await list.shift()).toBeUndefined();
    expect(await list.pop(0)).toBeNull();
  });

  test('gives copies: what is changed in them is not changed in it', async ({ house }) => {
    const list = (await house.manager()).list<{ n: number }>();
    const given = { n: 1 };
    const pushing = list.push(given);
    given.n = 2;
    await pushing;
    const got = await list.at(0);
    expect(got).toEqual({ n: 1 });
    got.n = 3;
    expect(await list.at(0)).toEqual({ n: 1 });
  });

  test('puts other values in their places', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    await list.push(1, 2, 3);
    await list.set(0, 10);
    await list.set(-1, 30);
    expect(await list.copy()).toEqual([10, 2, 30]);
  });

  test('pops the last, or the one at an index, and shifts the first', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    await list.extend([1, 2, 3, 4, 5]);
    expect([await list.pop(), await list.pop(1), await list.pop(-2), await list.shift()]).toEqual([5, 2, 3, 1]);
    expect(await list.pop(0)).toBe(4);
    for (const empty of [list.pop(), list.pop(0), list.shift()]) await expect(empty).rejects.toThrow(IndexError);
  });

  test('unshifts values as they stand', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    expect([await list.unshift(3), await list.unshift(1, 2), await list.unshift()]).toEqual([1, 3, 3]);
    expect(await list.copy()).toEqual([1, 2, 3]);
  });

  test('inserts before an index, and at the nearer end where it is out of range', async ({ house }) => {
    const list = (await house.manager()).list<string>();
    for (const [index, value] of [
      [5, 'a'],
      [0, 'b'],
      [1, 'c'],
      [-1, 'd'],
      [-99, 'e'],
      [99, 'f'],
    ] as const) {
      await list.insert(index, value);
    }
    expect(await list.copy()).toEqual(['e', 'b', 'c', 'd', 'a', 'f']);
  });

  test('deletes by index and removes by value', async ({ house }) => {
    const list = (await house.manager()).list<unknown>();
    await list.push('a', { x: 1 }, 'b', { x: 1 });
    await list.remove({ x: 1 });
    expect(await list.copy()).toEqual(['a', 'b', { x: 1 }]);
    await list.delete(-1);
    await list.delete(0);
    expect(await list.copy()).toEqual(['b']);
  });

  test('is extended by whatever can be iterated over, and by another list', async ({ house }) => {
    const manager = await house.manager();
    const [list, other] = [manager.list<unknown>(), manager.list<unknown>()];
    await list.extend(new Set([1, 2]));
    await list.extend('ab');
    await other.extend([3]);
    await list.extend(other);
    await list.extend(list);
    await list.extend([]);
    expect(await list.copy()).toEqual([1, 2, 'a', 'b', 3, 1, 2, 'a', 'b', 3]);
  });

  test('takes all of what it is extended by or nothing', async ({ house }) => {
    const list = (await house.manager()).list<unknown>();
    await expect(list.extend([1, () => {}])).rejects.toThrow(EncodingError);
    await expect(list.push(1, Symbol('s'))).rejects.toThrow(EncodingError);
    expect(await list.length()).toBe(0);
  });

  test('is joined with others to an array, and stays as it is', async ({ house }) => {
    const manager = await house.manager();
    const [list, other] = [manager.list<unknown>(), manager.list<unknown>()];
    await list.push(1, [2]);
    await other.push(3);
    expect(await list.concat(other, [4, [5]], new Set([6]))).toEqual([1, [2], 3, 4, [5], 6]);
    expect(await list.concat()).toEqual([1, [2]]);
    expect(await list.length()).toBe(2);
  });

  test('is repeated in place, and cleared by no times', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    await list.multiply(3);
    await list.push(1, 2);
    await list.multiply(3);
    expect(await list.copy()).toEqual([1, 2, 1, 2, 1, 2]);
    await list.multiply(1);
    expect(await list.length()).toBe(6);
    await list.multiply(0);
    expect(await list.copy()).toEqual([]);
    await list.push(1);
    await list.multiply(-1);
    expect(await list.length()).toBe(0);
  });

  test('is iterated over as it is when the iteration begins', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    await list.push(1, 2, 3);
    const seen: number[] = [];
    for await (const value of list) {
      seen.push(value);
      await list.clear();
    }
    expect(seen).toEqual([1, 2, 3]);
    for await (const value of list) seen.push(value);
    expect(seen).toHaveLength(3);
  });

  test('compares and sets as one: of many only one comes first', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const list = clients[0].list<unknown>(name);
    await list.push({ owner: null, n: 1 });
    const won = await Promise.all(
      clients.map((client, n) =>
        client.list<unknown>(name).compareAndSet(0, { n: 1, owner: null }, { owner: n, n: 1 }),
      ),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await list.at(0)).toEqual({ owner: won.indexOf(true), n: 1 });
    expect(await list.compareAndSet(-1, 'other', 1)).toBe(false);
    expect(await list.at(0)).toEqual({ owner: won.indexOf(true), n: 1 });
  });

  test('adds to numbers as one', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const list = clients[0].list<number>(name);
    await list.push(0, 2 ** 32, 0.5);
    const adding = clients.flatMap((client) =>
      Array.from({ length: 20 }, () => client.list<number>(name).increment(0)),
    );
    const sums = await Promise.all(adding);
    expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    expect([await list.increment(1, -(2 ** 33)), await list.increment(-1, 0.25)]).toEqual([-(2 ** 32), 0.75]);
    expect(await clients[1].list<number | bigint>(name).increment(0, 2n ** 64n)).toBe(2n ** 64n + 60n);
    await list.set(0, 60);
    expect(await list.copy()).toEqual([60, -(2 ** 32), 0.75]);
  });

  test('keeps order and number over thousands of values', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    const all = Array.from({ length: 4_000 }, (_, n) => n);
    await Promise.all(all.map((n) => list.push(n)));
    expect(await list.copy()).toEqual(all);
    const got = await Promise.all(all.map((n) => (n % 2 === 0 ? list.shift() : list.pop())));
    expect(got).toEqual(all.map((n) => (n % 2 === 0 ? n / 2 : 3_999 - (n - 1) / 2)));
    expect(await list.length()).toBe(0);
  });

  test('is one for all who know its name', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const lists = [a, b, c].map((client) => client.list<number>(name)) as SharedList<number>[];
    await Promise.all(lists.flatMap((list, n) => Array.from({ length: 30 }, (_, m) => list.push(100 * n + m))));
    const popped = await Promise.all(lists.flatMap((list) => Array.from({ length: 30 }, () => list.shift())));
    expect(new Set(popped).size).toBe(90);
    expect(await a.list(name).length()).toBe(0);
  });

  test('accepts a fence as long as its lock was not granted again', async ({ house }) => {
    const manager = await house.manager();
    const [lock, list] = [manager.lock(), manager.list<number>()];
    const old = await lock.acquire();
    await list.extend([1], { fence: old.fence });
    await old.release();
    const grant = await lock.acquire();
    await expect(list.pop(-1, { fence: old.fence })).rejects.toThrow(StaleFenceError);
    await expect(list.sort({ fence: old.fence })).rejects.toThrow(StaleFenceError);
    expect(await list.pop(-1, { fence: grant.fence })).toBe(1);
    await grant.release();
  });
}
