/** Arrays of numbers, written and read at once. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ValueError } from '../../../protocol/errors.js';
import { numbersIn, numbersItem } from '../../../src/objects/encoded/number-arrays.js';
import { normal } from '../../../src/objects/encoded/typecodes.js';
import { encodeValue } from '../../../src/wire/index.js';

const bytesOf = (value: unknown) => new Uint8Array(encodeValue(value) as Uint8Array);

/** Around every power of 2 there is a form that ends and another that begins. */
const anEdge = fc
  .tuple(fc.nat({ max: 64 }), fc.bigInt({ min: -2n, max: 2n }), fc.constantFrom(1n, -1n))
  .map(([bits, more, sign]) => sign * 2n ** BigInt(bits) + more)
  .filter((number) => number >= -(2n ** 63n) && number < 2n ** 64n);
const anElement = fc.oneof(
  fc.double(),
  anEdge.map(normal),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }).map(normal),
);

describe('an encoded array of numbers', () => {
  test('is what a client makes of them, and they are read from it', () => {
    fc.assert(
      fc.property(fc.array(anElement, { maxLength: 40 }), (numbers) => {
        expect(numbersItem(numbers)).toEqual(bytesOf(numbers));
        expect(numbersIn(bytesOf(numbers))).toEqual(numbers);
      }),
    );
  });

  test('is read from the middle of a frame as well', () => {
    const whole = bytesOf([0.5, -7, 2n ** 60n, 5]);
    const frame = new Uint8Array(whole.length + 7);
    frame.set(whole, 3);
    expect(numbersIn(frame.subarray(3, 3 + whole.length))).toEqual([0.5, -7, 2n ** 60n, 5]);
  });

  test.for([['text'], [null], [[1]], [true], [new Date(0)]])(
    'ends with undefined where something else is: %o',
    (other) => {
      expect(numbersIn(bytesOf([1, other, 2]))).toEqual([1, undefined]);
    },
  );

  test.for(['text', null, 7, { 0: 1 }, new Set([1]), new Float64Array(2)])('is not %o', (value) => {
    expect(numbersIn(bytesOf(value))).toBeUndefined();
  });

  test.for(['', 'c1', '9301', '92cb00', '91cf00', '91d700', '9101ff', 'ddffffffff'])(
    'is not read from nonsense: %s',
    (hex) => {
      expect(() => numbersIn(Buffer.from(hex, 'hex'))).toThrow(ValueError);
    },
  );
});
