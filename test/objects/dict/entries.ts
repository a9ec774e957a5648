import { EncodingError, KeyError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function entryTests(test: HouseTest): void {
  test('keeps what is set until it is deleted', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number>();
    expect([await dict.get('a'), await dict.has('a'), await dict.size()]).toEqual([undefined, false, 0]);
    await dict.set('a', 1);
    await dict.set('a', 2);
    expect([await dict.get('a'), await dict.has('a'), await dict.size()]).toEqual([2, true, 1]);
    expect([await dict.delete('a'), await dict.delete('a'), await dict.has('a')]).toEqual([true, false, false]);
  });

  test('tells a value of undefined from none', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    await dict.set('nothing', undefined);
    expect([await dict.has('nothing'), await dict.size()]).toEqual([true, 1]);
    expect(await dict.setDefault('nothing', 1)).toBeUndefined();
    expect(await dict.pop('nothing')).toBeUndefined();
    await expect(dict.pop('nothing')).rejects.toThrow(KeyError);
  });

  test('stands in the order of insertion, which setting again does not change', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number>();
    await dict.update({ b: 1, a: 2, c: 3 });
    await dict.set('b', 4);
    await dict.delete('a');
    await dict.set('a', 5);
    expect(await dict.keys()).toEqual(['b', 'c', 'a']);
    expect(await dict.values()).toEqual([4, 3, 5]);
    expect(await dict.entries()).toEqual([
      ['b', 4],
      ['c', 3],
      ['a', 5],
    ]);
  });

  test('is iterated over as it is when the iteration begins', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number>();
    await dict.update({ a: 1, b: 2 });
    const seen: [string, number][] = [];
    for await (const [key, value] of dict) {
      seen.push([key, value]);
      await dict.clear();
    }
    expect(seen).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(await dict.size()).toBe(0);
  });

  test('pops a value, or the default given, or rejects with KeyError', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number | undefined>();
    await dict.update({ a: 1, b: 2 });
    expect(await dict.pop('a')).toBe(1);
    expect(await dict.pop('b', { default: 9 })).toBe(2);
    expect(await dict.pop('b', { default: 9 })).toBe(9);
    expect(await dict.pop('b', { default: undefined })).toBeUndefined();
    await expect(dict.pop('b')).rejects.toThrow(KeyError);
    await expect(dict.pop('b', {})).rejects.toThrow(KeyError);
    expect(await dict.size()).toBe(0);
  });

  test('pops pairs from the last inserted on, also after deletions and insertions anew', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number>();
    await dict.update({ a: 1, b: 2, c: 3, d: 4 });
    await dict.delete('a');
    await dict.set('b', 5);
    await dict.set('a', 6);
    await dict.delete('d');
    expect([await dict.popItem(), await dict.popItem()]).toEqual([
      ['a', 6],
      ['c', 3],
    ]);
    await dict.set('c', 7);
    expect([await dict.popItem(), await dict.popItem()]).toEqual([
      ['c', 7],
      ['b', 5],
    ]);
    await expect(dict.popItem()).rejects.toThrow(KeyError);
    await dict.set('e', 1);
    await dict.clear();
    await expect(dict.popItem()).rejects.toThrow(KeyError);
  });

  test('sets a default only where there is nothing', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number>();
    expect([await dict.setDefault('a', 1), await dict.setDefault('a', 2), await dict.get('a')]).toEqual([1, 1, 1]);
  });

  test('is updated from a Map, an object, pairs and another dict', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, number>();
    await dict.update(new Map([['a', 1]]));
    await dict.update({ b: 2, a: 3 });
    await dict.update([['c', 4]]);
    const other = manager.dict<string, number>();
    await other.update(await dict.copy());
    await dict.update([]);
    await dict.update({});
    expect([...(await other.copy())]).toEqual([
      ['a', 3],
      ['b', 2],
      ['c', 4],
    ]);
    expect(await dict.copy()).toEqual(await other.copy());
  });

  test('takes all of an update or nothing', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    await dict.set('a', 1);
    await expect(dict.update({ a: 2, b: () => {} })).rejects.toThrow(EncodingError);
    expect(await dict.entries()).toEqual([['a', 1]]);
  });

  test('merges into a Map and stays as it is', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number>();
    await dict.update({ a: 1, b: 2 });
    expect([...(await dict.merge({ b: 3, c: 4 }))]).toEqual([
      ['a', 1],
      ['b', 3],
      ['c', 4],
    ]);
    expect([...(await dict.merge(new Map([['d', 5]])))].at(-1)).toEqual(['d', 5]);
    expect(await dict.size()).toBe(2);
  });

  test('gives copies: what is changed in them is not changed in it', async ({ house }) => {
    const dict = (await house.manager()).dict<string, { n: number }>();
    const given = { n: 1 };
    await dict.set('a', given);
    given.n = 2;
    const got = (await dict.get('a')) as { n: number };
    expect(got).toEqual({ n: 1 });
    got.n = 3;
    expect(await dict.get('a')).toEqual({ n: 1 });
  });

  test('is one for all who know its name', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await a.dict<string, number>(name).set('n', 1);
    expect(await b.dict(name).get('n')).toBe(1);
    const keys = Array.from({ length: 50 }, (_, n) => `key ${n}`);
    await Promise.all(keys.map((key, n) => [a, b, c][n % 3]?.dict<string, number>(name).set(key, n)));
    expect(await a.dict(name).size()).toBe(51);
    const popped = await Promise.all(
      keys.flatMap((key) => [a, b, c].map((each) => each.dict(name).pop(key, { default: 'gone' }))),
    );
    expect(popped.filter((value) => value !== 'gone')).toHaveLength(50);
  });
}
