import fc from 'fast-check';
import * as imported from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { decodeValue, encodeKey, encodeValue } from '../../src/wire/index.js';

/** Strings and numbers for which we need no extension. */
const plainText = fc
  .string({ unit: 'binary', maxLength: 80 })
  .map((text) => Buffer.from(text).toString())
  .filter((text) => !text.startsWith('\ufeff'));
const plainNumber = fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger()).map((number) => number + 0);
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.constantFrom(null, true, false), plainNumber, plainText),
    fc.uint8Array(),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(
      plainText.filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 20, noNullPrototype: true },
    ),
  ),
})).value;

/** The same for a Uint8Array and a Buffer, which is what msgpackr makes of bytes. */
const bytesOf = (value: unknown) => Buffer.from(encodeValue(value) as Uint8Array).toString('hex');

describe('plain MessagePack', () => {
  const packr = new imported.Packr({
    useRecords: false,
    variableMapSize: true,
    int64AsType: 'number',
    useToJSON: false,
  });

  it('is what we write of plain values', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(bytesOf(packr.unpack(encodeValue(value) as Uint8Array))).toBe(bytesOf(value));
      }),
      { numRuns: 500 },
    );
  });

  it('is read by us', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const read = decodeValue(packr.pack(value));
        expect(Buffer.from(encodeKey(read))).toEqual(Buffer.from(encodeKey(value)));
      }),
      { numRuns: 500 },
    );
  });
});

it('is written whole also where a getter in it writes another value', () => {
  const value = {
    get length() {
      return (encodeValue(['inside', new Map([[1, 2]])]) as Uint8Array).length;
    },
    text: 'after',
  };
  const inside = (encodeValue(['inside', new Map([[1, 2]])]) as Uint8Array).length;
  expect(decodeValue(encodeValue(value) as Uint8Array)).toEqual({ length: inside, text: 'after' });
});
