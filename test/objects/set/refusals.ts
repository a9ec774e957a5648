import { EncodingError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

// biome-ignore lint/suspicious/noExplicitAny: JavaScript as it is written without types is what these tests are about.
type Untyped = any;

const calls: Readonly<Record<string, (set: Untyped) => Promise<unknown>>> = {
  'argument others of set.update[0] must be an array or another iterable; got 5': (set) => set.update(5),
  'argument others of set.union[1] must be an array or another iterable; got null': (set) => set.union([1], null),
  'argument others of set.difference[0] must be an array or another iterable; got undefined': (set) =>
    set.difference(undefined),
  'argument others of set.intersection[0] must be an array or another iterable; got an object': (set) =>
    set.intersection({ a: 1 }, [1]),
  'set.intersectionUpdate has no option "a"': (set) => set.intersectionUpdate([1], { a: 1 }),
  'argument others of set.symmetricDifference[0] must be an array': (set) => set.symmetricDifference(new Date(0)),
  'argument others of set.symmetricDifferenceUpdate[0] must be an array': (set) =>
    set.symmetricDifferenceUpdate(Promise.resolve([1])),
  'argument other of set.isSubsetOf must be an array or another iterable; got undefined': (set) => set.isSubsetOf(),
  'argument other of set.isSupersetOf must be an array': (set) => set.isSupersetOf({ a: 1 }),
  'argument other of set.isDisjointFrom must be an array': (set) => set.isDisjointFrom(5),
  'options of set.add': (set) => set.add(1, 5),
  'options of set.isSubsetOf': (set) => set.isSubsetOf([1], null),
  'timeout of set.update': (set) => set.update([9], { timeout: Number.NaN }),
};

export function refusalTests(test: HouseTest): void {
  test.for(Object.entries(calls))('rejects the call: %s', async ([says, call], { house }) => {
    const set = (await house.manager()).set<number>();
    await set.update([1, 2]);
    await expect(call(set)).rejects.toMatchObject({ code: 'ARGUMENT', message: expect.stringContaining(says) });
    expect(await set.values()).toEqual([1, 2]);
  });

  test('refuses what can be no member, and is as before', async ({ house }) => {
    const manager = await house.manager();
    const set = manager.set<unknown>();
    for (const member of [() => {}, Symbol('s'), { deep: [() => {}] }, manager.lock(), [manager.queue()]]) {
      for (const call of [set.add(member), set.has(member), set.delete(member), set.remove(member)]) {
        await expect(call).rejects.toThrow(EncodingError);
      }
      await expect(set.update([1], [2, member])).rejects.toThrow('argument others of set.update[1][1]');
      await expect(set.isSupersetOf([member])).rejects.toThrow('argument other of set.isSupersetOf[0]');
    }
    expect(await set.size()).toBe(0);
  });
}
