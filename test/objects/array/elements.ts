import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function elementTests(test: HouseTest): void {
  test('gives and takes elements and slices as Python does', async ({ house }) => {
    const array = (await house.manager()).array(undefined, { typecode: 'i', initial: [0, 1, 2, 3, 4] });
    expect([await array.at(0), await array.at(-1), await array.length()]).toEqual([0, 4, 5]);
    expect(await array.slice(1, 3)).toEqual([1, 2]);
    expect(await array.slice(-2)).toEqual([3, 4]);
    expect(await array.slice(undefined, undefined, -2)).toEqual([4, 2, 0]);
    expect(await array.slice(3, 1)).toEqual([]);
    await array.set(-1, 9);
    await array.setSlice(0, 2, undefined, [7, 8]);
    await array.setSlice(undefined, undefined, 2, new Set([1, 2, 3]));
    expect(await array.copy()).toEqual([1, 8, 2, 3, 3]);
    await array.setSlice(5, 9, 1, []);
    await array.fill(5, -2);
    await array.fill(6, 0, 1);
    expect(await array.toArray()).toEqual([6, 8, 2, 5, 5]);
    await array.fill(0);
    expect(await array.toArray()).toEqual([0, 0, 0, 0, 0]);
  });

  test('finds numbers, whichever way they are written', async ({ house }) => {
    const manager = await house.manager();
    const array = manager.array(undefined, { typecode: 'd', initial: [1, Number.NaN, 1, 0, -1] });
    expect([await array.indexOf(1), await array.indexOf(1, 1), await array.indexOf(1, 1, 2)]).toEqual([0, 2, -1]);
    expect([await array.indexOf(Number.NaN), await array.indexOf(-0), await array.indexOf(-1, -1)]).toEqual([1, 3, 4]);
    expect([await array.includes(-1), await array.includes(2), await array.count(1)]).toEqual([true, false, 2]);
    expect([await array.indexOf('1' as never), await array.count(null as never)]).toEqual([-1, 0]);
    const big = manager.array(undefined, { typecode: 'q', initial: [5, 2n ** 60n] });
    expect([await big.indexOf(5n), await big.indexOf(2 ** 60), await big.indexOf(2n ** 60n)]).toEqual([0, 1, 1]);
  });

  test('is iterated over as it is when the iteration begins', async ({ house }) => {
    const array = (await house.manager()).array(undefined, { typecode: 'i', initial: [1, 2, 3] });
    const seen: number[] = [];
    for await (const element of array) {
      seen.push(element);
      await array.fill(9);
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  test('counts what is added by anybody, once each', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    await clients[0].array(name, { typecode: 'i', initial: 3 }).length();
    await Promise.all(
      Array.from({ length: 90 }, (_, n) => clients[n % 3]?.array(name, { typecode: 'i' }).increment(n % 2)),
    );
    expect(await clients[1].array(name, { typecode: 'i' }).toArray()).toEqual([45, 45, 0]);
  });

  test('is exact with 64 bits', async ({ house }) => {
    const array = (await house.manager()).array(undefined, { typecode: 'q', initial: [2 ** 53 - 1, -5n] });
    expect([await array.increment(0), await array.increment(0), await array.increment(1, 3n)]).toEqual([
      2n ** 53n,
      2n ** 53n + 1n,
      -2,
    ]);
  });

  test('that many compare and set at once is set by one of them', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    await clients[0].array(name, { typecode: 'i', initial: [0, -1] }).length();
    const won = await Promise.all(
      Array.from({ length: 60 }, (_, n) => clients[n % 3]?.array(name, { typecode: 'i' }).compareAndSet(1, -1, n)),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await clients[0].array(name, { typecode: 'i' }).toArray()).toEqual([0, won.indexOf(true)]);
  });

  test('carries a million numbers at a time', async ({ house }) => {
    const array = (await house.manager()).array(undefined, { typecode: 'd', initial: 2 ** 20 });
    const numbers = Array.from({ length: 2 ** 20 }, (_, n) => n / 3);
    await array.setSlice(undefined, undefined, undefined, numbers);
    expect(await array.toArray()).toEqual(numbers);
  });
}
