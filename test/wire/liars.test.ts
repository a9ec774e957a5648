/** Values that say of themselves what is not so. What leaves the sender can be read by whoever receives it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EncodingError, LimitError } from '../../protocol/errors.js';
import { decodeValue, encodeKey, encodeValue } from '../../src/wire/index.js';
import { anyValue } from './arbitrary.js';

const travel = (value: unknown) => decodeValue(encodeValue(value) as Uint8Array);

/** An array by all tests, whose length is what `length` says. */
function arrayOf(length: unknown): readonly unknown[] {
  return new Proxy([], { get: (target, name) => (name === 'length' ? length : Reflect.get(target, name)) });
}

it.each([2.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '2', undefined])(
  'an array whose length is %s is refused, with the path to it',
  (length) => {
    expect(() => encodeValue({ a: [arrayOf(length)] })).toThrow(EncodingError);
    expect(() => encodeValue({ a: [arrayOf(length)] })).toThrow('value.a[0] is a proxy or an imitation');
  },
);

it('an array of too many holes is refused', () => {
  expect(() => encodeValue(arrayOf(2 ** 32))).toThrow(LimitError);
  expect(() => encodeValue(new Array(60_000_000))).toThrow(LimitError);
});

const unnamed: readonly (readonly [what: string, name: unknown, arrives: string])[] = [
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['an object without prototype', Object.create(null), 'an object that gives no text'],
  ['a number', 5, '5'],
];

it.each(unnamed)('an error whose name and message are %s arrives with their text', (_, name, arrives) => {
  expect(travel(Object.assign(new Error('x'), { name }))).toMatchObject({ name: arrives, message: 'x' });
  expect(travel(Object.assign(new Error('x'), { message: name }))).toMatchObject({ name: 'Error', message: arrives });
});

it.each([Symbol('s'), {}, 5, ''])('an error of a class whose name is no text, as %o, arrives as an Error', (name) => {
  class Odd extends Error {}
  Object.defineProperty(Odd, 'name', { value: name });
  expect(travel(new Odd('x'))).toMatchObject({ name: 'Error', message: 'x' });
});

it('an error whose stack cannot be read arrives without it', () => {
  const error = Object.defineProperty(new Error('x'), 'stack', {
    get() {
      throw new Error('no stack');
    },
  });
  expect(travel(error)).toMatchObject({ message: 'x', stack: undefined });
});

it.each([
  ['source', '('],
  ['source', 5],
  ['flags', 'zz'],
  ['global', true],
])('a regular expression travels as it was compiled, whatever its field %s says', (field, value) => {
  const liar = Object.defineProperty(/a+/i, field, { value });
  expect(travel(liar)).toStrictEqual(/a+/i);
});

it.each([
  [Symbol.toStringTag, 'Bogus'],
  [Symbol.toStringTag, 'Map'],
  ['byteLength', 3],
  ['byteOffset', 1],
  ['length', -1],
  ['buffer', new ArrayBuffer(1)],
])('a typed array and a DataView travel as their bytes, whatever their field %s says', (field, value) => {
  const [floats, view] = [Float32Array.of(1, 2), new DataView(Uint8Array.of(1, 2, 3, 4).buffer)];
  for (const liar of [floats, view]) {
    const honest = structuredClone(liar);
    Object.defineProperty(liar, field, { value });
    expect(travel(liar)).toStrictEqual(honest);
  }
});

it('whatever can be encoded can be decoded, and is then the same to everybody', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const [encoding, canonical] = [encodeValue(value) as Uint8Array, encodeKey(value)];
      const arrived = decodeValue(encoding);
      expect(Buffer.compare(encodeValue(arrived) as Uint8Array, encoding)).toBe(0);
      expect(Buffer.compare(encodeKey(arrived), canonical)).toBe(0);
      expect(Buffer.compare(encodeKey(decodeValue(canonical)), canonical)).toBe(0);
    }),
    { numRuns: 1_000 },
  );
});
