import { ArgumentError, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function orderTests(test: HouseTest): void {
  test('is turned round in place', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    await list.reverse();
    await list.push(1, 2, 3);
    await list.reverse();
    expect(await list.copy()).toEqual([3, 2, 1]);
  });

  const orders: Readonly<Record<string, readonly unknown[]>> = {
    numbers: [Number.NEGATIVE_INFINITY, -(10n ** 20n), -1.5, 0, 0.25, 1, 2n ** 40n, 1e300, Number.POSITIVE_INFINITY],
    strings: ['', 'A', 'Z', 'a', 'ab', 'b', 'é', '\uffee', '😀'],
    bytes: [new Uint8Array([]), new Uint8Array([0]), new Uint8Array([0, 1]), new Uint8Array([1])],
    booleans: [false, true],
    dates: [new Date(-1), new Date(0), new Date(1), new Date(1e12), new Date(1e14)],
    arrays: [[], [1], [1, 'a'], [1, 'b'], [2], [2, [0]], [2, [1]]],
  };
  test.for(Object.entries(orders))('sorts %s', async ([, inOrder], { house }) => {
    const list = (await house.manager()).list<unknown>();
    await list.extend(inOrder.filter((_, n) => n % 2 === 1));
    await list.extend(inOrder.filter((_, n) => n % 2 === 0).reverse());
    await list.sort();
    expect(await list.copy()).toEqual(inOrder);
    await list.sort({ reverse: true });
    expect(await list.copy()).toEqual([...inOrder].reverse());
  });

  test('sorts by what is inside, and leaves equals in their order either way', async ({ house }) => {
    const list = (await house.manager()).list<unknown>();
    const of = (name: string, n: number) => ({ author: { name }, tags: [n] });
    const values = [of('b', 1), of('a', 2), of('b', 3), of('a', 4)];
    await list.extend(values);
    await list.sort({ by: ['author', 'name'] });
    expect(await list.copy()).toEqual([values[1], values[3], values[0], values[2]]);
    await list.sort({ by: ['author', 'name'], reverse: true });
    expect(await list.copy()).toEqual([values[0], values[2], values[1], values[3]]);
    await list.sort({ by: ['tags', -1] });
    expect(await list.copy()).toEqual(values);
  });

  test('takes options of sort that are undefined for those left out', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    await list.sort({ by: [] });
    await list.push(2, 1);
    await list.sort({ by: undefined, reverse: undefined } as never);
    expect(await list.copy()).toEqual([1, 2]);
  });

  const disorders: readonly (readonly [string, readonly unknown[], Record<string, unknown>?])[] = [
    ['NaN', [2, Number.NaN, 1]],
    ['objects', [{ a: 1 }, { a: 0 }]],
    ['null', [null, 1]],
    ['undefined', [1, undefined]],
    ['numbers among strings', [2, 'a', 1]],
    ['arrays of different sorts', [[1], ['a']]],
    ['what lacks the field', [{ n: 2 }, {}, { n: 1 }], { by: ['n'] }],
    ['what has no fields', [{ n: 2 }, 5], { by: ['n'] }],
    ['an index beyond what is there', [[1], [1, 2]], { by: [5] }],
    ['a field of an array', [[1], [2]], { by: ['n'] }],
  ];
  test.for(disorders)('that holds %s is not sorted, and stays as it was', async ([, values, options], { house }) => {
    const list = (await house.manager()).list<unknown>();
    await list.extend(values);
    await expect(list.sort(options)).rejects.toThrow(ValueError);
    await expect(list.sort({ ...options, reverse: true })).rejects.toThrow('list.sort');
    expect(await list.copy()).toEqual(values);
  });

  test('refuses options of sort that are none', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    await list.push(2, 1);
    const wrong = { by: 'name' } as never;
    await expect(list.sort(wrong)).rejects.toThrow(ArgumentError);
    await expect(list.sort(wrong)).rejects.toThrow('option by of list.sort must be an array');
    await expect(list.sort({ reverse: 1 } as never)).rejects.toThrow('option reverse of list.sort');
    await expect(list.sort({ key: 1 } as never)).rejects.toThrow(ArgumentError);
    await expect(list.sort(((a: number, b: number) => a - b) as never)).rejects.toThrow(ArgumentError);
    expect(await list.copy()).toEqual([2, 1]);
  });
}
