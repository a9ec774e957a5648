import { ArgumentError, EncodingError, IndexError, type SharedArray, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

// biome-ignore lint/suspicious/noExplicitAny: JavaScript as it is written without types is what these tests are about.
type Untyped = any;
type Refusal = readonly [
  says: string,
  error: new (message: string) => Error,
  call: (array: Untyped) => Promise<unknown>,
];

const initial = [1, 2, 3];

const refusals: readonly Refusal[] = [
  ['argument index of array.at is out of range: got 3, and the indexes are -3 to 2', IndexError, (a) => a.at(3)],
  ['argument index of array.at is out of range: got -4', IndexError, (a) => a.at(-4)],
  ['argument index of array.set is out of range', IndexError, (a) => a.set(3, 0)],
  ['argument index of array.increment is out of range', IndexError, (a) => a.increment(-4)],
  ['argument index of array.compareAndSet is out of range', IndexError, (a) => a.compareAndSet(3, 0, 0)],
  ['argument index of array.at must be a whole number', ArgumentError, (a) => a.at(0.5)],
  ['argument index of array.at must be a whole number', ArgumentError, (a) => a.at()],
  ['argument index of array.at must be a whole number', ArgumentError, (a) => a.at('0')],
  ['argument index of array.set must be a whole number', ArgumentError, (a) => a.set(Number.NaN, 0)],
  ['argument start of array.slice must be a whole number', ArgumentError, (a) => a.slice('0')],
  ['argument stop of array.slice must be a whole number', ArgumentError, (a) => a.slice(0, null)],
  ['argument step of array.slice must be a whole number', ArgumentError, (a) => a.slice(0, 1, 0.5)],
  ['argument step of array.slice must not be 0', ValueError, (a) => a.slice(0, 1, 0)],
  ['argument step of array.setSlice must not be 0', ValueError, (a) => a.setSlice(0, 1, 0, [1])],
  ['argument start of array.fill must be a whole number', ArgumentError, (a) => a.fill(0, {})],
  ['argument stop of array.indexOf must be a whole number', ArgumentError, (a) => a.indexOf(0, 0, [])],
  ['as many numbers as the slice, 3; got 2: an array keeps its length', ValueError, (a) => a.setSlice(0, 3, 1, [7, 8])],
  ['as many numbers as the slice, 0; got 1', ValueError, (a) => a.setSlice(3, 9, 1, [7])],
  ['argument values[1] of array.setSlice must be a whole number', ValueError, (a) => a.setSlice(0, 3, 1, [7, 200, 8])],
  ['argument values[0] of array.setSlice must be a whole number', ValueError, (a) => a.setSlice(0, 2, 1, 'ab')],
  ['argument values[1] of array.setSlice must be a whole number', ValueError, (a) => a.setSlice(0, 2, 1, [7, [8]])],
  [
    'argument values of array.setSlice must be an array or another iterable',
    ArgumentError,
    (a) => a.setSlice(0, 1, 1, 7),
  ],
  ['argument values of array.setSlice must be an array or another iterable', ArgumentError, (a) => a.setSlice(0, 1)],
  ['argument values of array.setSlice[0] is a function', EncodingError, (a) => a.setSlice(0, 1, 1, [() => {}])],
  [
    'argument value of array.set must be a whole number from -128 to 127 (typecode b); got 128',
    ValueError,
    (a) => a.set(0, 128),
  ],
  ['argument value of array.set must be a whole number from -128 to 127', ValueError, (a) => a.set(0, 0.5)],
  ['argument value of array.set must be a whole number from -128 to 127', ValueError, (a) => a.set(0, '7')],
  ['argument value of array.set must be a whole number from -128 to 127', ValueError, (a) => a.set(0)],
  [
    'argument value of array.set must be a whole number from -128 to 127 (typecode b); got 7n',
    ValueError,
    (a) => a.set(0, 7n),
  ],
  ['argument value of array.fill must be a whole number', ValueError, (a) => a.fill(Number.NaN)],
  ['argument value of array.compareAndSet must be a whole number', ValueError, (a) => a.compareAndSet(0, 1, 200)],
  [
    'argument by of array.increment must be a finite number or a BigInt; got "1"',
    ArgumentError,
    (a) => a.increment(0, '1'),
  ],
  [
    'argument by of array.increment must be a finite number or a BigInt; got NaN',
    ArgumentError,
    (a) => a.increment(0, Number.NaN),
  ],
  [
    'array.increment: 1 and 0.5 must make a whole number from -128 to 127 (typecode b)',
    ValueError,
    (a) => a.increment(0, 0.5),
  ],
  [
    'array.increment: 1 and 127 must make a whole number from -128 to 127 (typecode b)',
    ValueError,
    (a) => a.increment(0, 127),
  ],
  ['argument value of array.includes is a function', EncodingError, (a) => a.includes(() => {})],
  ['options of array.slice', ArgumentError, (a) => a.toArray(5)],
];

export function badInputTests(test: HouseTest): void {
  test.for(refusals)('refuses, and stays as it is: %s', async ([says, error, call], { house }) => {
    const array: SharedArray = (await house.manager()).array(undefined, { typecode: 'b', initial });
    await expect(call(array)).rejects.toThrow(error);
    await expect(call(array)).rejects.toThrow(says);
    expect(await array.toArray()).toEqual(initial);
  });

  test('of no elements has no index', async ({ house }) => {
    const array = (await house.manager()).array(undefined, { typecode: 'd' });
    await expect(array.at(0)).rejects.toThrow(
      'argument index of array.at is out of range: got 0, and there are no elements',
    );
    expect(await array.slice(-5, 5)).toEqual([]);
    await array.fill(1);
  });

  test('adds nothing to NaN', async ({ house }) => {
    const array = (await house.manager()).array(undefined, { typecode: 'd', initial: [Number.NaN] });
    await expect(array.increment(0)).rejects.toThrow(ValueError);
    await expect(array.increment(0)).rejects.toThrow(
      'array.increment: what is stored must be a number; got NaN at index 0',
    );
  });
}
