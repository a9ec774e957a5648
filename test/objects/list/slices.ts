import { IndexError, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

type Bound = number | undefined;
type Bounds = readonly [start?: Bound, stop?: Bound, step?: Bound];

/** What Python gives for `list('abcdef')[start:stop:step]`. */
const slices: readonly (readonly [Bounds, string])[] = [
  [[], 'abcdef'],
  [[2], 'cdef'],
  [[undefined, 2], 'ab'],
  [[-2], 'ef'],
  [[1, -1], 'bcde'],
  [[4, 2], ''],
  [[-99, 99], 'abcdef'],
  [[99], ''],
  [[undefined, undefined, 2], 'ace'],
  [[1, undefined, 3], 'be'],
  [[undefined, undefined, -1], 'fedcba'],
  [[undefined, undefined, -2], 'fdb'],
  [[4, 1, -1], 'edc'],
  [[4, undefined, -2], 'eca'],
  [[undefined, 3, -1], 'fe'],
  [[1, 4, -1], ''],
  [[-99, 99, -1], ''],
  [[99, -99, -4], 'fb'],
  [[0, undefined, Number.MAX_SAFE_INTEGER], 'a'],
  [[undefined, undefined, Number.MIN_SAFE_INTEGER], 'f'],
];

export function sliceTests(test: HouseTest): void {
  test.for(slices)('slices as Python: %j', async ([bounds, wanted], { house }) => {
    const list = (await house.manager()).list<string>();
    await list.extend('abcdef');
    expect((await list.slice(...bounds)).join('')).toBe(wanted);
    await list.deleteSlice(...bounds);
    expect((await list.copy()).join('')).toBe([...'abcdef'].filter((letter) => !wanted.includes(letter)).join(''));
  });

  test('puts values in the place of a slice of whatever length', async ({ house }) => {
    const list = (await house.manager()).list<string>();
    await list.extend('abcdef');
    await list.setSlice(1, 3, undefined, 'XYZ');
    expect((await list.copy()).join('')).toBe('aXYZdef');
    await list.setSlice(-2, undefined, 1, []);
    expect((await list.copy()).join('')).toBe('aXYZd');
    // As in Python, what ends before it begins is the gap where it begins.
    await list.setSlice(3, 1, undefined, new Set(['1', '2']));
    expect((await list.copy()).join('')).toBe('aXY12Zd');
    await list.setSlice(undefined, undefined, undefined, 'z');
    await list.setSlice(99, 99, undefined, 'end');
    expect((await list.copy()).join('')).toBe('zend');
  });

  test('puts exactly as many values in the place of a slice with a step', async ({ house }) => {
    const list = (await house.manager()).list<string>();
    await list.extend('abcdef');
    await list.setSlice(undefined, undefined, 2, 'XYZ');
    expect((await list.copy()).join('')).toBe('XbYdZf');
    await list.setSlice(undefined, 2, -1, '321');
    expect((await list.copy()).join('')).toBe('XbY123');
    await list.setSlice(2, 5, -1, '');
    for (const values of ['', 'ab', 'abcd']) {
      await expect(list.setSlice(0, undefined, 2, values)).rejects.toThrow(ValueError);
    }
    expect((await list.copy()).join('')).toBe('XbY123');
  });

  test('splices as an array', async ({ house }) => {
    const list = (await house.manager()).list<string>();
    const model = [...'abcdefgh'];
    await list.extend(model);
    expect(await list.splice(1, 2, 'X')).toEqual(model.splice(1, 2, 'X'));
    expect(await list.splice(-2, 1)).toEqual(model.splice(-2, 1));
    expect(await list.splice(2, 0, 'Y', 'Z')).toEqual(model.splice(2, 0, 'Y', 'Z'));
    expect(await list.splice(-99, 1)).toEqual(model.splice(-99, 1));
    expect(await list.splice(1, -5, '!')).toEqual(model.splice(1, -5, '!'));
    expect(await list.splice(99, 5, 'end')).toEqual(model.splice(99, 5, 'end'));
    expect(await list.splice(1, undefined, 'u')).toEqual(model.splice(1, undefined as never, 'u'));
    expect(await list.copy()).toEqual(model);
    expect(await list.splice(3)).toEqual(model.splice(3));
    expect(await list.splice(0)).toEqual(model.splice(0));
    expect(await list.length()).toBe(0);
  });

  test('takes and gives thousands of values in one slice', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    const many = Array.from({ length: 150_000 }, (_, n) => n);
    await list.push(-1, -2);
    await list.setSlice(1, 1, 1, many);
    expect(await list.length()).toBe(150_002);
    expect(await list.splice(1, 150_000)).toEqual(many);
    expect(await list.copy()).toEqual([-1, -2]);
    await list.unshift(...many.slice(0, 1_000));
    await list.deleteSlice(0, 1_000);
    expect(await list.copy()).toEqual([-1, -2]);
  });

  test('refuses an index where there is no value, whatever is to be done there', async ({ house }) => {
    const list = (await house.manager()).list<number>();
    await list.push(1, 2);
    for (const index of [2, -3, 99, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      const calls = {
        at: list.at(index),
        set: list.set(index, 0),
        pop: list.pop(index),
        delete: list.delete(index),
        compareAndSet: list.compareAndSet(index, 1, 0),
        increment: list.increment(index),
      };
      for (const [operation, call] of Object.entries(calls)) {
        await expect(call).rejects.toThrow(IndexError);
        await expect(call).rejects.toThrow(`argument index of list.${operation} is out of range: got ${index}`);
      }
    }
    expect(await list.copy()).toEqual([1, 2]);
  });
}
