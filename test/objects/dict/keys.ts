import { EncodingError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function keyTests(test: HouseTest): void {
  test('takes objects of equal content for one key, in whatever order their fields stand', async ({ house }) => {
    const dict = (await house.manager()).dict<unknown, number>();
    await dict.set({ x: 1, y: [2, { z: 3, w: 4 }] }, 1);
    await dict.set({ y: [2, { w: 4, z: 3 }], x: 1 }, 2);
    expect(await dict.size()).toBe(1);
    expect(await dict.get({ x: 1, y: [2, { z: 3, w: 4 }] })).toBe(2);
    expect(await dict.keys()).toEqual([{ x: 1, y: [2, { z: 3, w: 4 }] }]);
  });

  test('takes a Map or a Set for the same key in whatever order it was filled', async ({ house }) => {
    const dict = (await house.manager()).dict<unknown, number>();
    await dict.set(new Set([1, 2]), 1);
    await dict.set(
      new Map([
        [1, 'a'],
        [2, 'b'],
      ]),
      2,
    );
    expect(await dict.get(new Set([2, 1]))).toBe(1);
    expect(
      await dict.get(
        new Map([
          [2, 'b'],
          [1, 'a'],
        ]),
      ),
    ).toBe(2);
    expect(await dict.size()).toBe(2);
  });

  const distinct: readonly unknown[] = [
    1,
    '1',
    1n,
    [1],
    { 1: 1 },
    true,
    null,
    undefined,
    'null',
    '',
    [],
    {},
    0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    new Date(1),
    new Uint8Array([1]),
    { a: undefined },
    [undefined],
    [[]],
  ];

  test('tells keys of different type or content apart', async ({ house }) => {
    const dict = (await house.manager()).dict<unknown, number>();
    await dict.update(distinct.map((key, index) => [key, index] as const));
    expect(await dict.size()).toBe(distinct.length);
    for (const [index, key] of distinct.entries()) expect(await dict.get(key)).toBe(index);
    expect(await dict.keys()).toEqual(distinct);
  });

  test('knows zero by either sign, and finds NaN', async ({ house }) => {
    const dict = (await house.manager()).dict<number, string>();
    await dict.set(-0, 'zero');
    await dict.set(Number.NaN, 'none');
    expect([await dict.get(0), await dict.get(-0), await dict.get(Number.NaN)]).toEqual(['zero', 'zero', 'none']);
    expect(await dict.size()).toBe(2);
  });

  test('holds keys called as the fields of every object', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number>();
    expect(await dict.get('constructor')).toBeUndefined();
    expect(await dict.has('toString')).toBe(false);
    await dict.set('__proto__', 1);
    expect(await dict.entries()).toEqual([['__proto__', 1]]);
    expect(await dict.pop('__proto__')).toBe(1);
  });

  test('refuses what can be no key, and is as before', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<unknown, number>();
    for (const key of [() => {}, Symbol('s'), { deep: [() => {}] }, manager.lock(), [manager.queue()]]) {
      await expect(dict.set(key, 1)).rejects.toThrow(EncodingError);
      await expect(dict.get(key)).rejects.toThrow(EncodingError);
      await expect(
        dict.update([
          ['a', 1],
          [key, 2],
        ]),
      ).rejects.toThrow(EncodingError);
    }
    expect(await dict.size()).toBe(0);
  });
}
