import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EncodingError } from '../../protocol/errors.js';
import { decodeValue, encodeKey, encodeValue } from '../../src/wire/index.js';
import { anyValue } from './arbitrary.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const key = (value: unknown) => hex(encodeKey(value));

/** The same value with all its maps and sets filled in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value instanceof Map)
    return new Map([...value].reverse().map(([key, value]) => [reversed(key), reversed(value)]));
  if (value instanceof Set) return new Set([...value].reverse().map(reversed));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, value]) => [name, reversed(value)]),
  );
}

/** Negative zero as zero, which is one key to both; typed arrays are their bytes and stay. */
function withoutNegativeZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0;
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (value instanceof Map)
    return new Map([...value].map(([key, value]) => [withoutNegativeZero(key), withoutNegativeZero(value)]));
  if (value instanceof Set) return new Set([...value].map(withoutNegativeZero));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, value]) => [name, withoutNegativeZero(value)]));
}

describe('the canonical encoding', () => {
  it('does not depend on the order of insertion', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(key(reversed(value))).toBe(key(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('decodes to the value it was made of', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(decodeValue(encodeKey(value))).toEqual(withoutNegativeZero(structuredClone(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('is the canonical encoding of what it decodes to', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(key(decodeValue(encodeKey(value)))).toBe(key(value));
      }),
      { numRuns: 500 },
    );
  });

  it('differs for values that differ', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (one, other) => {
        const [a, b] = [withoutNegativeZero(one), withoutNegativeZero(other)];
        expect(key(a) === key(b)).toBe(isDeepStrictEqual(a, b));
      }),
      { numRuns: 1000 },
    );
  });

  it('is what encodeValue gives, where there is nothing to put in order', () => {
    for (const value of ['a', 1.5, null, [1, [true]], 5n, new Date(3), Uint8Array.of(1)]) {
      expect(key(value)).toBe(hex(encodeValue(value) as Uint8Array));
    }
  });

  it('puts entries in the order of their bytes, so that shorter names come first', () => {
    expect(key({ b: 1, a: 2, aa: 3, '': 4, 10: 5 })).toBe(
      '85' + 'a004' + 'a16102' + 'a16201' + 'a2313005' + 'a2616103',
    );
  });

  it('puts entries whose keys have equal content in the order of their values', () => {
    const entries: [unknown, number][] = [
      [{ a: 1 }, 2],
      [{ a: 1 }, 1],
    ];
    expect(key(new Map(entries))).toBe(key(new Map(entries.toReversed())));
  });

  const same: readonly (readonly [what: string, one: unknown, other: unknown])[] = [
    ['zero and negative zero', [0, new Set([0])], [-0, new Set([-0])]],
    ['a Buffer and a Uint8Array', Buffer.from('a'), Uint8Array.of(97)],
    [
      'an instance of a class and a plain object',
      new (class A {
        x = 1;
      })(),
      { x: 1 },
    ],
    ['a hole and undefined', new Array(1), [undefined]],
  ];
  it.each(same)('is the same for %s', (_, one, other) => {
    expect(key(one)).toBe(key(other));
  });

  const different: readonly (readonly [what: string, one: unknown, other: unknown])[] = [
    ['1 and 1n', 1, 1n],
    ['1 and "1"', 1, '1'],
    ['an undefined field and none', { a: undefined }, {}],
    ['null and undefined', null, undefined],
    ['an object and a Map', { a: 1 }, new Map([['a', 1]])],
    ['an array and a Set', [1], new Set([1])],
    ['two lone surrogates', '\ud800', '\ud801'],
    ['a lone surrogate and the character that replaces it', '\ud800', '\ufffd'],
    ['composed and decomposed accents', '\u00e9', 'e\u0301'],
    ['a Set of one and of two members of equal content', new Set([{}]), new Set([{}, {}])],
    ['typed arrays of different kinds', Int8Array.of(1), Uint8ClampedArray.of(1)],
    ['a primitive and its box', 'a', Object('a')],
  ];
  it.each(different)('is different for %s', (_, one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  it('refuses shared objects, because they are not their content', () => {
    class Shared {}
    const encode = () =>
      encodeKey({ of: [new Shared()] }, { handleOf: (value) => (value instanceof Shared ? 1 : undefined) });
    expect(encode).toThrow(EncodingError);
    expect(encode).toThrow('key.of[0] is a shared object');
  });
});
