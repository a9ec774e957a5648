import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

const letters = (set: Iterable<string>): string => [...set].join('');

export function algebraTests(test: HouseTest): void {
  test('is joined with others, without being changed', async ({ house }) => {
    const manager = await house.manager();
    const [set, other] = [manager.set<string>(), manager.set<string>()];
    await set.update('abcd');
    await other.update('cdef');
    expect(letters(await set.union(other, 'xax'))).toBe('abcdefx');
    expect(letters(await set.intersection(other, new Set('dxa')))).toBe('d');
    expect(letters(await set.difference(other, ['a']))).toBe('b');
    expect(letters(await set.symmetricDifference(other))).toBe('abef');
    expect(letters(await set.symmetricDifference('xxa', other))).toBe('bxef');
    for (const same of [set.union(), set.intersection(), set.difference(), set.symmetricDifference()]) {
      expect(letters(await same)).toBe('abcd');
    }
    expect([letters(await set.values()), letters(await other.values())]).toEqual(['abcd', 'cdef']);
  });

  test('is changed in place by others', async ({ house }) => {
    const manager = await house.manager();
    const [set, other] = [manager.set<string>(), manager.set<string>()];
    await other.update('cde');
    const changed = async (change: () => Promise<void>) => {
      await set.clear();
      await set.update('abc', 'd');
      await change();
      return letters(await set.values());
    };
    expect(await changed(() => set.update(other, 'xyx'))).toBe('abcdexy');
    expect(await changed(() => set.intersectionUpdate(other, 'dc', 'cab'))).toBe('c');
    expect(await changed(() => set.differenceUpdate(other, 'a'))).toBe('b');
    expect(await changed(() => set.symmetricDifferenceUpdate(other))).toBe('abe');
    expect(await changed(() => set.symmetricDifferenceUpdate(set))).toBe('');
    expect(await changed(() => set.intersectionUpdate([]))).toBe('');
    for (const nothing of [set.update(), set.intersectionUpdate(), set.differenceUpdate()]) await nothing;
    expect(await changed(() => set.symmetricDifferenceUpdate())).toBe('abcd');
  });

  test('compares itself with others', async ({ house }) => {
    const manager = await house.manager();
    const [set, other] = [manager.set<string>(), manager.set<string>()];
    await set.update('abc');
    await other.update('cab');
    expect([await set.isSubsetOf(other), await set.isSupersetOf(other), await set.isDisjointFrom(other)]).toEqual([
      true,
      true,
      false,
    ]);
    expect([await set.isSubsetOf('abcd'), await set.isSubsetOf('ab'), await set.isSubsetOf([])]).toEqual([
      true,
      false,
      false,
    ]);
    expect([await set.isSupersetOf('abba'), await set.isSupersetOf('ad'), await set.isSupersetOf('')]).toEqual([
      true,
      false,
      true,
    ]);
    expect([await set.isDisjointFrom('xyz'), await set.isDisjointFrom('xyc'), await set.isDisjointFrom('')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('goes by content in all of that', async ({ house }) => {
    const set = (await house.manager()).set<unknown>();
    await set.update([{ a: 1, b: 2 }, [1], 0]);
    const same = [{ b: 2, a: 1 }, [1], -0];
    expect((await set.union(same)).size).toBe(3);
    expect([...(await set.intersection([{ b: 2, a: 1 }]))]).toEqual([{ a: 1, b: 2 }]);
    expect((await set.difference(same)).size).toBe(0);
    expect((await set.symmetricDifference(same)).size).toBe(0);
    expect([await set.isSubsetOf(same), await set.isSupersetOf(same)]).toEqual([true, true]);
    await set.differenceUpdate(same);
    expect(await set.size()).toBe(0);
  });

  test('takes a set of another manager as it takes a local one', async ({ house }) => {
    const [one, other] = [(await house.manager()).set<string>(), (await house.manager()).set<string>()];
    await other.update('ab');
    await one.update(other);
    expect(await one.values()).toEqual(['a', 'b']);
    expect(await one.isSubsetOf(other)).toBe(true);
  });

  test('takes options after whatever number of others', async ({ house }) => {
    const set = (await house.manager()).set<string>();
    const options = { timeout: 60_000, signal: new AbortController().signal };
    await set.update('ab', options);
    expect(letters(await set.union('c', 'd', options))).toBe('abcd');
    expect(letters(await set.union(options))).toBe('ab');
    await expect(set.update('x', { signal: AbortSignal.abort(new RangeError('too late')) })).rejects.toThrow(
      'too late',
    );
    expect(await set.isSubsetOf('abc', options)).toBe(true);
    expect(letters(await set.values())).toBe('ab');
  });

  test('holds thousands, and takes and gives them at once', async ({ house }) => {
    const set = (await house.manager()).set<number>();
    const many = Array.from({ length: 50_000 }, (_, n) => n);
    await set.update(many);
    expect(await set.size()).toBe(50_000);
    await set.intersectionUpdate(many.filter((n) => n % 5 === 0));
    expect(await set.size()).toBe(10_000);
    expect((await set.difference(many.slice(0, 25_000))).size).toBe(5_000);
    expect(await set.isSubsetOf(many)).toBe(true);
  });
}
