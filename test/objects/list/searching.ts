import { EncodingError, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function searchTests(test: HouseTest): void {
  test('finds the first of equal values, between bounds too', async ({ house }) => {
    const list = (await house.manager()).list<string>();
    await list.extend('abcabc');
    expect([await list.indexOf('b'), await list.indexOf('x')]).toEqual([1, -1]);
    expect([await list.indexOf('b', 2), await list.indexOf('b', -2), await list.indexOf('b', -99)]).toEqual([4, 4, 1]);
    expect([await list.indexOf('b', 2, 4), await list.indexOf('b', 0, -4), await list.indexOf('c', 9)]).toEqual([
      -1, 1, -1,
    ]);
    expect([await list.includes('c'), await list.includes('C')]).toEqual([true, false]);
    expect([await list.count('a'), await list.count('x')]).toEqual([2, 0]);
  });

  test('goes by content: fields, Maps and Sets in whatever order, and zero by either sign', async ({ house }) => {
    const list = (await house.manager()).list<unknown>();
    await list.push({ x: 1, y: [2, { z: 3 }] }, new Set([1, 2]), -0, Number.NaN, new Map([[1, 'a']]), 10n ** 20n);
    expect(await list.indexOf({ y: [2, { z: 3 }], x: 1 })).toBe(0);
    expect(await list.indexOf(new Set([2, 1]))).toBe(1);
    expect([await list.indexOf(0), await list.indexOf(-0)]).toEqual([2, 2]);
    expect(await list.indexOf(Number.NaN)).toBe(3);
    expect(await list.indexOf(new Map([[1, 'a']]))).toBe(4);
    expect(await list.indexOf(10n ** 20n)).toBe(5);
    for (const other of [1, '0', 0n, {}, [], null, undefined, '', false, new Set(), { x: 1 }, new Date(0)]) {
      expect(await list.includes(other)).toBe(false);
    }
  });

  test('tells values of different type apart', async ({ house }) => {
    const list = (await house.manager()).list<unknown>();
    const all = [
      1,
      '1',
      1n,
      [1],
      { 1: 1 },
      true,
      false,
      null,
      undefined,
      '',
      [],
      {},
      0.1,
      new Date(1),
      new Uint8Array([1]),
    ];
    await list.extend(all);
    for (const [index, value] of all.entries()) {
      expect([await list.indexOf(value), await list.count(value)]).toEqual([index, 1]);
    }
  });

  test('removes the first of equal values, and refuses where there is none', async ({ house }) => {
    const list = (await house.manager()).list<unknown>();
    await list.push(1, 2, 1);
    await list.remove(1);
    expect(await list.copy()).toEqual([2, 1]);
    await expect(list.remove(7)).rejects.toThrow(ValueError);
    await expect(list.remove(undefined)).rejects.toThrow('argument value of list.remove');
    expect(await list.copy()).toEqual([2, 1]);
  });

  test('takes no value that holds a proxy for equal, and looks for none', async ({ house }) => {
    const manager = await house.manager();
    const [list, inner] = [manager.list<unknown>(), manager.dict()];
    await list.push([inner], [null]);
    expect([await list.indexOf([null]), await list.count([undefined])]).toEqual([1, 0]);
    expect(await list.compareAndSet(0, [null], 'other')).toBe(false);
    for (const call of [list.indexOf([inner]), list.includes(inner), list.count(inner), list.remove(inner)]) {
      await expect(call).rejects.toThrow(EncodingError);
    }
    await expect(list.compareAndSet(0, [inner], 1)).rejects.toThrow(EncodingError);
    expect(await list.length()).toBe(2);
  });
}
