import { createRequire } from 'node:module';
import fc from 'fast-check';
import * as imported from 'msgpackr';
import { describe, expect, it, vi } from 'vitest';
import { decodeClientPacket, decodeValue, encodeKey, encodePacket, encodeValue } from '../../src/wire/index.js';

const require = createRequire(import.meta.url);

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

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}

const value = {
  map: new Map([['a', new Set([1])]]),
  bytes: Uint8Array.of(1, 2),
  at: new Date(5),
  none: undefined,
  price: new Money(7),
};

/** Takes over codes and classes that are ours too. */
function extend(theirs: typeof imported): void {
  for (const type of [0x00, 0x51, 0x52, 0x53, 0x54, 0xff]) {
    theirs.addExtension({ type, unpack: () => 'taken over' });
  }
  theirs.addExtension({
    Class: Map,
    type: 0x60,
    write: (map: Map<unknown, unknown>) => [...map],
    read: (entries: [unknown, unknown][]) => new Map(entries),
  });
  theirs.addExtension({ Class: Uint8Array, type: 0x61, pack: () => Buffer.from('theirs'), unpack: () => 'theirs' });
  theirs.addExtension({ Class: Object, type: 0x63, pack: () => Buffer.from('theirs'), unpack: () => 'theirs' });
  theirs.addExtension({
    Class: Money,
    type: 0x62,
    write: (money: Money) => money.cents,
    read: (cents: number) => new Money(cents),
  });
}

const users: readonly (readonly [how: string, theirs: typeof imported])[] = [
  ['imports msgpackr', imported],
  ['requires msgpackr', require('msgpackr')],
];

describe.each(users)('a user’s program that %s', (_, theirs) => {
  it('has none of our extensions', () => {
    const unpackr = new theirs.Unpackr();
    for (const ours of [new Map(), new Set(), 5n, new Error('x'), Object(1), -0]) {
      expect(() => unpackr.unpack(encodeValue(ours) as Uint8Array)).toThrow('Unknown extension');
    }
  });

  it('neither disturbs our values and frames with its extensions nor is disturbed by us', () => {
    extend(theirs);
    const packr = new theirs.Packr({ moreTypes: true });

    const before = packr.pack({ price: new Money(5) });
    const ours = encodeValue(value) as Uint8Array;
    const packet = encodePacket([1, 0, [[3, 1, 'put', [ours]]]]);
    const after = packr.pack({ price: new Money(6), of: new Map([[1, 2]]) });

    const [, , [message]] = decodeClientPacket(packet);
    const [, , , [arrived]] = message as [number, number, string, [Uint8Array]];
    expect(decodeValue(arrived)).toStrictEqual({ ...value, price: { cents: 7 } });
    expect(packr.unpack(before)).toEqual({ price: new Money(5) });
    expect(packr.unpack(after)).toEqual({ price: new Money(6), of: new Map([[1, 2]]) });
  });

  it('may use it in the middle of ours, in a getter', () => {
    const packr = new theirs.Packr();
    const value = {
      get packed() {
        return packr.unpack(packr.pack({ x: [1, 2, 3] }));
      },
      text: 'after',
    };
    expect(decodeValue(encodeValue(value) as Uint8Array)).toEqual({ packed: { x: [1, 2, 3] }, text: 'after' });
  });

  it('may encode values of ours in the middle of its own', () => {
    class Wrapped {}
    theirs.addExtension({
      Class: Wrapped,
      type: 0x64,
      pack: () => encodeValue(value) as Uint8Array,
      unpack: (bytes) => decodeValue(bytes),
    });
    const packr = new theirs.Packr();
    expect(packr.unpack(packr.pack([new Wrapped(), 1]))).toEqual([{ ...value, price: { cents: 7 } }, 1]);
  });
});

describe('our copy of msgpackr', () => {
  const path = require.resolve('msgpackr/index-no-eval');

  it('leaves the cache of modules as it was, where somebody else has loaded it', async () => {
    const cached = require.cache[path];
    vi.resetModules();
    await import('../../src/wire/index.js');
    expect(cached).toBeDefined();
    expect(require.cache[path]).toBe(cached);
  });

  it('and where nobody has', async () => {
    const cached = require.cache[path];
    delete require.cache[path];
    vi.resetModules();
    await import('../../src/wire/index.js');
    expect(require.cache[path]).toBeUndefined();
    require.cache[path] = cached;
  });
});
