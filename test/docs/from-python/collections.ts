import { IndexError, KeyError, type Manager, type SharedList, type SharedSet, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { Checks } from './rows.js';

/** A new list of these. */
async function listOf<T>(manager: Manager, ...values: T[]): Promise<SharedList<T>> {
  const list = manager.list<T>();
  await list.extend(values);
  return list;
}

const listChecks: Checks = {
  async 'list.__getitem__'(manager) {
    const list = await listOf(manager, 1, 2, 3, 4);
    expect([await list.at(0), await list.at(-1)]).toEqual([1, 4]);
    expect(await list.slice(1, -1)).toEqual([2, 3]);
    expect(await list.slice(undefined, undefined, -2)).toEqual([4, 2]);
    await expect(list.at(4)).rejects.toThrow(IndexError);
    await expect(list.at(-5)).rejects.toThrow(IndexError);
  },
  async 'list.__setitem__'(manager) {
    const list = await listOf(manager, 1, 2, 3, 4);
    await list.set(-1, 9);
    await list.setSlice(0, 1, undefined, [5, 6]);
    await list.setSlice(undefined, undefined, 2, [0, 0, 0]);
    expect(await list.copy()).toEqual([0, 6, 0, 3, 0]);
    await expect(list.set(5, 1)).rejects.toThrow(IndexError);
    await expect(list.setSlice(undefined, undefined, 2, [0])).rejects.toThrow(ValueError);
  },
  async 'list.__delitem__'(manager) {
    const list = await listOf(manager, 1, 2, 3, 4);
    await list.delete(0);
    await list.deleteSlice(undefined, undefined, 2);
    expect(await list.copy()).toEqual([3]);
    await expect(list.delete(1)).rejects.toThrow(IndexError);
  },
  async 'list.__contains__'(manager) {
    const list = await listOf(manager, { a: 1, b: 2 });
    expect([await list.includes({ b: 2, a: 1 }), await list.includes({ a: 1, b: 3 })]).toEqual([true, false]);
  },
  async 'list.__len__'(manager) {
    expect(await (await listOf(manager, 1, 2)).length()).toBe(2);
  },
  async 'list.__add__'(manager) {
    const list = await listOf(manager, 1, 2);
    expect(await list.concat([3])).toEqual([1, 2, 3]);
    expect(await list.length()).toBe(2);
  },
  async 'list.__mul__'(manager) {
    const list = await listOf(manager, 1, 2);
    expect(
      Array(2)
        .fill(await list.copy())
        .flat(),
    ).toEqual([1, 2, 1, 2]);
  },
  async 'list.__rmul__'(manager) {
    await listChecks['list.__mul__']?.(manager, async () => manager);
  },
  async 'list.__imul__'(manager) {
    const list = await listOf(manager, 1, 2);
    await list.multiply(2);
    expect(await list.copy()).toEqual([1, 2, 1, 2]);
    await list.multiply(0);
    expect(await list.copy()).toEqual([]);
  },
  async 'list.__iadd__'(manager) {
    const list = await listOf(manager, 1);
    await list.extend(new Set([2, 3]));
    expect(await list.copy()).toEqual([1, 2, 3]);
  },
  async 'list.__reversed__'(manager) {
    const list = await listOf(manager, 1, 2);
    expect((await list.copy()).reverse()).toEqual([2, 1]);
  },
  async 'list.append'(manager) {
    const list = manager.list();
    expect([await list.push('a'), await list.push('b')]).toEqual([1, 2]);
  },
  async 'list.clear'(manager) {
    const list = await listOf(manager, 1);
    await list.clear();
    expect(await list.length()).toBe(0);
  },
  async 'list.copy'(manager) {
    expect(await (await listOf(manager, 1, 2)).copy()).toEqual([1, 2]);
  },
  async 'list.count'(manager) {
    expect(await (await listOf(manager, 1, 2, 1)).count(1)).toBe(2);
  },
  async 'list.extend'(manager) {
    const list = await listOf(manager, 1);
    await list.extend([2]);
    expect(await list.copy()).toEqual([1, 2]);
  },
  async 'list.index'(manager) {
    const list = await listOf(manager, 'a', 'b', 'a');
    expect([await list.indexOf('a'), await list.indexOf('a', 1), await list.indexOf('a', 1, 2)]).toEqual([0, 2, -1]);
  },
  async 'list.insert'(manager) {
    const list = await listOf(manager, 1, 2);
    await list.insert(-1, 9);
    await list.insert(100, 3);
    await list.insert(-100, 0);
    expect(await list.copy()).toEqual([0, 1, 9, 2, 3]);
  },
  async 'list.pop'(manager) {
    const list = await listOf(manager, 1, 2, 3);
    expect([await list.pop(), await list.pop(0)]).toEqual([3, 1]);
    await expect(list.pop(1)).rejects.toThrow(IndexError);
    await list.pop();
    await expect(list.pop()).rejects.toThrow(IndexError);
  },
  async 'list.remove'(manager) {
    const list = await listOf(manager, 1, 2, 1);
    await list.remove(1);
    expect(await list.copy()).toEqual([2, 1]);
    await expect(list.remove(9)).rejects.toThrow(ValueError);
  },
  async 'list.reverse'(manager) {
    const list = await listOf(manager, 1, 2);
    await list.reverse();
    expect(await list.copy()).toEqual([2, 1]);
  },
  async 'list.sort'(manager) {
    const list = await listOf<unknown>(manager, { n: 2, at: 0 }, { n: 1, at: 1 }, { n: 2, at: 2 });
    await list.sort({ by: ['n'], reverse: true });
    expect(await list.copy()).toEqual([
      { n: 2, at: 0 },
      { n: 2, at: 2 },
      { n: 1, at: 1 },
    ]);
    await expect((await listOf<unknown>(manager, 1, 'a')).sort()).rejects.toThrow(ValueError);
    await expect((await listOf(manager, 1, Number.NaN)).sort()).rejects.toThrow(ValueError);
  },
};

/** A new set of these. */
async function setOf<T>(manager: Manager, ...members: T[]): Promise<SharedSet<T>> {
  const set = manager.set<T>();
  await set.update(members);
  return set;
}

const setChecks: Checks = {
  async 'set.add'(manager) {
    const set = manager.set();
    expect([await set.add({ a: 1 }), await set.add({ a: 1 })]).toEqual([true, false]);
  },
  async 'set.remove'(manager) {
    const set = await setOf(manager, 1);
    await set.remove(1);
    await expect(set.remove(1)).rejects.toThrow(KeyError);
  },
  async 'set.discard'(manager) {
    const set = await setOf(manager, 1);
    expect([await set.delete(1), await set.delete(1)]).toEqual([true, false]);
  },
  async 'set.pop'(manager) {
    const set = await setOf(manager, 1);
    expect(await set.pop()).toBe(1);
    await expect(set.pop()).rejects.toThrow(KeyError);
  },
  async 'set.clear'(manager) {
    const set = await setOf(manager, 1);
    await set.clear();
    expect(await set.size()).toBe(0);
  },
  async 'set.copy'(manager) {
    expect(await (await setOf(manager, 1, 2)).copy()).toEqual(new Set([1, 2]));
  },
  async 'set.__contains__'(manager) {
    const set = await setOf(manager, 1);
    expect([await set.has(1), await set.has(2)]).toEqual([true, false]);
  },
  async 'set.__len__'(manager) {
    expect(await (await setOf(manager, 1, 2, 1)).size()).toBe(2);
  },
  async 'set.__iter__'(manager) {
    const members: number[] = [];
    for await (const member of await setOf(manager, 2, 1)) members.push(member);
    expect(members).toEqual([2, 1]);
  },
  async 'set.update'(manager) {
    const set = await setOf(manager, 1);
    await set.update([2], await setOf(manager, 3));
    expect(await set.values()).toEqual([1, 2, 3]);
  },
  async 'set.intersection_update'(manager) {
    const set = await setOf(manager, 1, 2, 3);
    await set.intersectionUpdate([2, 3], [3, 4]);
    expect(await set.values()).toEqual([3]);
  },
  async 'set.difference_update'(manager) {
    const set = await setOf(manager, 1, 2, 3);
    await set.differenceUpdate([2], [3]);
    expect(await set.values()).toEqual([1]);
  },
  async 'set.symmetric_difference_update'(manager) {
    const set = await setOf(manager, 1, 2);
    await set.symmetricDifferenceUpdate([2, 3]);
    expect(await set.values()).toEqual([1, 3]);
  },
  async 'set.union'(manager) {
    expect(await (await setOf(manager, 1)).union([2])).toEqual(new Set([1, 2]));
  },
  async 'set.intersection'(manager) {
    expect(await (await setOf(manager, 1, 2)).intersection(await setOf(manager, 2, 3))).toEqual(new Set([2]));
  },
  async 'set.difference'(manager) {
    expect(await (await setOf(manager, 1, 2)).difference([2])).toEqual(new Set([1]));
  },
  async 'set.symmetric_difference'(manager) {
    expect(await (await setOf(manager, 1, 2)).symmetricDifference([2, 3])).toEqual(new Set([1, 3]));
  },
  async 'set.issubset'(manager) {
    const set = await setOf(manager, 1);
    expect([await set.isSubsetOf([1, 2]), await set.isSubsetOf([2])]).toEqual([true, false]);
  },
  async 'set.issuperset'(manager) {
    const set = await setOf(manager, 1, 2);
    expect([await set.isSupersetOf([1]), await set.isSupersetOf([1, 3])]).toEqual([true, false]);
  },
  async 'set.isdisjoint'(manager) {
    const set = await setOf(manager, 1, 2);
    expect([await set.isDisjointFrom([3]), await set.isDisjointFrom([2])]).toEqual([true, false]);
  },
};

export const collectionChecks: Checks = { ...listChecks, ...setChecks };
