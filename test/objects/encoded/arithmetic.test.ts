/** What the broker adds and compares without decoding it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ValueError } from '../../../protocol/errors.js';
import { ReferringValue } from '../../../src/objects/contract.js';
import { sum } from '../../../src/objects/encoded/arithmetic.js';
import { isEqual } from '../../../src/objects/encoded/equality.js';
import { numberIn, numberItem } from '../../../src/objects/encoded/numbers.js';
import { isSameNumber, normal } from '../../../src/objects/encoded/typecodes.js';
import { encodeKey, encodeValue } from '../../../src/wire/index.js';
import { anyValue } from '../../wire/arbitrary.js';

const bytesOf = (value: unknown) => new Uint8Array(encodeValue(value) as Uint8Array);
const sumOf = (one: unknown, by: number | bigint) => numberIn(sum(bytesOf(one), by, 'test.increment'));

describe('the sum of two encoded numbers', () => {
  const aNumber = fc.oneof(fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }), fc.integer());

  test('of two numbers is the one JavaScript gives', () => {
    fc.assert(
      fc.property(aNumber, aNumber, (one, other) => {
        expect(sumOf(one, other)).toBe(one + other);
      }),
    );
  });

  test('of whole numbers is exact, or refused', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (one, other) => {
        if (Number.isSafeInteger(one + other)) expect(sumOf(one, other)).toBe(Number(BigInt(one) + BigInt(other)));
        else expect(() => sumOf(one, other)).toThrow(ValueError);
      }),
    );
  });

  test('is a BigInt where one of them is', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.maxSafeInteger(), (big, number) => {
        expect([sumOf(big, number), sumOf(number, big), sumOf(big, big)]).toEqual([
          big + BigInt(number),
          BigInt(number) + big,
          big + big,
        ]);
      }),
    );
  });

  test('is refused for any value that is no number', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const isNumber = typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value));
        fc.pre(!isNumber);
        expect(() => sumOf(value, 1)).toThrow(/^test\.increment: what is stored must be a number; got /);
      }),
    );
  });

  test('reads what clients in other languages send', () => {
    expect(numberIn(sum(Buffer.from('d3fffffffffffffffe', 'hex'), 1, ''))).toBe(-1);
    expect(numberIn(sum(Buffer.from('cfffffffffffffffff', 'hex'), 1, ''))).toBe(2n ** 64n);
    expect(numberIn(sum(Buffer.from('ca3fc00000', 'hex'), 1, ''))).toBe(2.5);
    expect(() => sum(new Uint8Array(), 1, '')).toThrow(ValueError);
    expect(() => sum(new ReferringValue(Uint8Array.of(0xd6, 0x50, 0, 0, 0, 0), ['id']), 1, '')).toThrow(ValueError);
  });

  test('of a number of a million digits takes as long as the digits are many', () => {
    const huge = 1n << 8_000_000n;
    expect(sumOf(huge, -1n) === huge - 1n).toBe(true);
    expect(numberItem(-huge).length).toBe(bytesOf(-huge).length);
  });
});

describe('a number in normal form', () => {
  const anyNumber = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.bigInt(), fc.constantFrom(0, -0, 2 ** 53, 2n ** 53n));

  test('is the same number, and the same for each that equals it', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (one, other) => {
        // biome-ignore lint/suspicious/noDoubleEquals: compares a number with a BigInt by what they are worth.
        const isSame = one == other || (Number.isNaN(one) && Number.isNaN(other));
        expect(isSameNumber(one, other)).toBe(isSame);
        expect(isSameNumber(one, normal(one))).toBe(true);
      }),
    );
  });
});

describe('a stored value', () => {
  const keyOf = (value: unknown) => new Uint8Array(encodeKey(value));

  test('equals a value searched as two keys do', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (one, other) => {
        expect(isEqual(bytesOf(one), keyOf(one))).toBe(true);
        expect(isEqual(bytesOf(one), keyOf(other))).toBe(Buffer.compare(keyOf(one), keyOf(other)) === 0);
      }),
    );
  });

  test('equals no value of another kind, and of another length, which is seen without looking through it', () => {
    const elements = Array<number>(1_000_000).fill(1);
    const long = bytesOf(new Map([[1, elements]]));
    const looked = new Proxy(long, {
      get(target, property) {
        if (typeof property === 'string' && Number(property) > 100) throw new Error(`byte ${property} was looked at`);
        const found: unknown = Reflect.get(target, property, target);
        return found;
      },
    });
    for (const other of [null, 7, 'text', elements, { a: 1 }, new Set(elements), new Map(), new Error('no')]) {
      expect(isEqual(looked, keyOf(other))).toBe(false);
    }
  });

  test('equals nothing if it refers to shared objects, or is nonsense', () => {
    const reference = Uint8Array.of(0xd6, 0x50, 0, 0, 0, 0);
    expect(isEqual(new ReferringValue(reference, ['id']), reference)).toBe(false);
    expect(isEqual(reference, reference)).toBe(false);
    expect(isEqual(Uint8Array.of(0xc1), Uint8Array.of(0xc1))).toBe(false);
    expect(isEqual(new Uint8Array(), new Uint8Array())).toBe(false);
  });
});
