import { KeyError, StaleFenceError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function memberTests(test: HouseTest): void {
  test('holds each member once, and tells whether it was new', async ({ house }) => {
    const set = (await house.manager()).set<string>();
    expect([await set.add('a'), await set.add('a'), await set.size()]).toEqual([true, false, 1]);
    expect([await set.has('a'), await set.has('b')]).toEqual([true, false]);
    expect([await set.delete('a'), await set.delete('a'), await set.size()]).toEqual([true, false, 0]);
  });

  test('goes by content', async ({ house }) => {
    const set = (await house.manager()).set<unknown>();
    expect(await set.add({ x: 1, y: [new Set([1, 2])] })).toBe(true);
    expect(await set.add({ y: [new Set([2, 1])], x: 1 })).toBe(false);
    expect(await set.has({ y: [new Set([2, 1])], x: 1 })).toBe(true);
    expect([await set.add(-0), await set.add(0), await set.add(Number.NaN), await set.has(Number.NaN)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(await set.values()).toEqual([{ x: 1, y: [new Set([1, 2])] }, 0, Number.NaN]);
  });

  test('tells members of different type or content apart', async ({ house }) => {
    const set = (await house.manager()).set<unknown>();
    const all = [
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
      0.5,
      new Date(1),
      [[]],
      '__proto__',
    ];
    await set.update(all);
    expect(await set.values()).toEqual(all);
    for (const member of all) expect(await set.delete(member)).toBe(true);
    expect(await set.size()).toBe(0);
  });

  test('keeps the order of insertion, which adding again does not change', async ({ house }) => {
    const set = (await house.manager()).set<string>();
    await set.update('bca');
    await set.add('b');
    await set.delete('c');
    await set.add('c');
    expect(await set.values()).toEqual(['b', 'a', 'c']);
    expect([...(await set.copy())]).toEqual(['b', 'a', 'c']);
  });

  test('removes a member, and refuses where there is none', async ({ house }) => {
    const set = (await house.manager()).set<string>();
    await set.update('ab');
    await set.remove('a');
    await expect(set.remove('a')).rejects.toThrow(KeyError);
    await expect(set.remove('a')).rejects.toThrow('argument member of set.remove');
    expect(await set.values()).toEqual(['b']);
  });

  test('pops its members from the oldest on, and refuses when it is empty', async ({ house }) => {
    const set = (await house.manager()).set<string | undefined>();
    await expect(set.pop()).rejects.toThrow(KeyError);
    await set.update('abc');
    await set.delete('b');
    expect(await set.pop()).toBe('a');
    await set.update(['b', 'a', undefined]);
    expect([await set.pop(), await set.pop(), await set.pop(), await set.pop()]).toEqual(['c', 'b', 'a', undefined]);
    await expect(set.pop()).rejects.toThrow(KeyError);
    await set.add('d');
    expect(await set.pop()).toBe('d');
    await set.add('e');
    await set.clear();
    await expect(set.pop()).rejects.toThrow(KeyError);
  });

  test('is iterated over as it is when the iteration begins', async ({ house }) => {
    const set = (await house.manager()).set<number>();
    await set.update([1, 2, 3]);
    const seen: number[] = [];
    for await (const member of set) {
      seen.push(member);
      await set.clear();
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(await set.size()).toBe(0);
  });

  test('gives each member to one of those who pop, over thousands of them', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const all = Array.from({ length: 3_000 }, (_, n) => n);
    await clients[0].set<number>(name).update(all);
    const popped = await Promise.all(all.map((n) => clients[n % 3]?.set<number>(name).pop()));
    expect(popped.sort((a, b) => (a as number) - (b as number))).toEqual(all);
  });

  test('lets one of many be the first to add', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const added = await Promise.all(clients.map((client) => client.set<string>(name).add('job 1')));
    expect(added.filter(Boolean)).toHaveLength(1);
  });

  test('accepts a fence as long as its lock was not granted again', async ({ house }) => {
    const manager = await house.manager();
    const [lock, set] = [manager.lock(), manager.set<number>()];
    const old = await lock.acquire();
    await set.update([1], { fence: old.fence });
    await old.release();
    const grant = await lock.acquire();
    await expect(set.update([2], { fence: old.fence })).rejects.toThrow(StaleFenceError);
    await expect(set.pop({ fence: old.fence })).rejects.toThrow(StaleFenceError);
    expect(await set.values()).toEqual([1]);
    await grant.release();
  });
}
