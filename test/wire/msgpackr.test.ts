import fc from 'fast-check';
import { addExtension, Packr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { decodeClientPacket, decodeValue, encodeKey, encodePacket, encodeValue } from '../../src/wire/index.js';

const plainText = fc.string({ unit: 'binary', maxLength: 80 }).map((text) => Buffer.from(text).toString());
const plainScalar = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  plainText,
);
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    plainScalar,
    fc.uint8Array(),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(
      plainText.filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 20, noNullPrototype: true },
    ),
  ),
})).value;

const packr = new Packr({ useRecords: false, variableMapSize: true, int64AsType: 'number', useToJSON: false });

/** The same for a Uint8Array and a Buffer, which is what msgpackr makes of bytes. */
const bytesOf = (value: unknown) => Buffer.from(encodeValue(value) as Uint8Array).toString('hex');

describe('msgpackr, another implementation of MessagePack', () => {
  it('reads what we write', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(bytesOf(packr.unpack(encodeValue(value) as Uint8Array))).toBe(bytesOf(value));
      }),
      { numRuns: 500 },
    );
  });

  it('writes what we read, negative zero aside', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const read = decodeValue(packr.pack(value));
        expect(Buffer.from(encodeKey(read))).toEqual(encodeKey(value));
      }),
      { numRuns: 500 },
    );
  });
});

describe('what a user’s own program does with msgpackr', () => {
  class Money {
    readonly cents: number;
    constructor(cents: number) {
      this.cents = cents;
    }
  }
  const value = { map: new Map([['a', new Set([1])]]), bytes: Uint8Array.of(1, 2), at: new Date(5), none: undefined };

  it('neither disturbs our values and frames nor is disturbed by them', () => {
    for (const type of [0x00, 0x51, 0x52, 0x53, 0x54, 0xff]) {
      addExtension({ type, unpack: () => 'taken over' });
    }
    addExtension({
      Class: Map,
      type: 0x60,
      write: (map: Map<unknown, unknown>) => [...map],
      read: (entries: [unknown, unknown][]) => new Map(entries),
    });
    addExtension({ Class: Uint8Array, type: 0x61, pack: () => Buffer.from('theirs'), unpack: () => 'theirs' });
    addExtension({
      Class: Money,
      type: 0x62,
      write: (money: Money) => money.cents,
      read: (cents: number) => new Money(cents),
    });
    const theirs = new Packr({ moreTypes: true });

    const before = theirs.pack({ price: new Money(5) });
    const ours = encodeValue({ ...value, price: new Money(7) }) as Uint8Array;
    const packet = encodePacket([1, 0, [[3, 1, 'put', [ours]]]]);
    const after = theirs.pack({ price: new Money(6), of: new Map([[1, 2]]) });

    expect(decodeValue(ours)).toStrictEqual({ ...value, price: { cents: 7 } });
    const [, , [message]] = decodeClientPacket(packet);
    expect(decodeValue((message as [number, number, string, [Uint8Array]])[3][0])).toStrictEqual({
      ...value,
      price: { cents: 7 },
    });
    expect(theirs.unpack(before)).toEqual({ price: new Money(5) });
    expect(theirs.unpack(after)).toMatchObject({ price: new Money(6) });
  });

  it('may happen in the middle of ours, in a getter', () => {
    const theirs = new Packr();
    const value = {
      get packed() {
        return theirs.unpack(theirs.pack({ x: [1, 2, 3] }));
      },
      text: 'after',
    };
    expect(decodeValue(encodeValue(value) as Uint8Array)).toEqual({ packed: { x: [1, 2, 3] }, text: 'after' });
  });
});
