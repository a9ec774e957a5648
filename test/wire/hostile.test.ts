import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import {
  decodeBrokerPacket,
  decodeClientPacket,
  decodeHandshake,
  decodeValue,
  encodeValue,
} from '../../src/wire/index.js';
import { packetFrame } from '../harness/packet-frame.js';
import { anyValue } from './arbitrary.js';

const fromHex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** Decodes, and lets through no failure but a `ProtocolError`. */
function expectSafe(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  try {
    decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError);
  }
}

const decoders = { decodeValue, decodeClientPacket, decodeBrokerPacket, decodeHandshake };

describe.each(Object.entries(decoders))('%s', (_, decode) => {
  it('gives a value or a ProtocolError for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectSafe(decode, bytes)),
      { numRuns: 3000 },
    );
  });

  it('does so for bytes that are mostly tokens of containers and extensions', () => {
    const token = fc.oneof(
      fc.integer({ min: 0x80, max: 0xa3 }),
      fc.integer({ min: 0xc0, max: 0xdf }),
      fc.integer({ min: 0x50, max: 0x5b }),
    );
    const bytes = fc.array(fc.oneof(token, fc.integer({ min: 0, max: 4 })), { maxLength: 60 });
    fc.assert(
      fc.property(bytes, (bytes) => expectSafe(decode, Uint8Array.from(bytes))),
      { numRuns: 5000 },
    );
  });

  it('refuses no bytes at all', () => {
    expect(() => decode(new Uint8Array(0))).toThrow(ProtocolError);
  });
});

describe('a well-formed value', () => {
  it('is refused when cut off anywhere', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(), (value, at) => {
        const bytes = encodeValue(value) as Uint8Array;
        expect(() => decodeValue(bytes.subarray(0, at % bytes.length))).toThrow(ProtocolError);
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when anything follows it', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = Buffer.concat([encodeValue(value) as Uint8Array, Uint8Array.of(0xc0)]);
        expect(() => decodeValue(bytes)).toThrow(ProtocolError);
      }),
    );
  });

  it('does no harm with any byte changed', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(), fc.integer({ min: 0, max: 255 }), (value, at, byte) => {
        const bytes = Buffer.from(encodeValue(value) as Uint8Array);
        bytes[at % bytes.length] = byte;
        expectSafe(decodeValue, bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('is not read beyond its own bytes, although the buffer goes on', () => {
    const bytes = Buffer.concat([Uint8Array.of(0xc4, 10, 1, 2), Buffer.from('a secret')]);
    expect(() => decodeValue(bytes.subarray(0, 4))).toThrow('the value ends too early');
  });
});

describe('these bytes are refused', () => {
  const table: readonly (readonly [what: string, bytes: string, says: string])[] = [
    ['the byte without meaning', 'c1', 'means nothing'],
    ['an array of more elements than there are bytes', 'dd ffffffff', 'announces more elements'],
    ['a map of more entries than there are bytes', 'df 7fffffff', 'announces more elements'],
    ['arrays that together announce too many elements', 'dc0004 dc0004 dc0004 00', 'announces more elements'],
    ['a string beyond the end', 'db ffffffff', 'ends too early'],
    ['bytes beyond the end', 'c6 ffffffff', 'ends too early'],
    ['an extension beyond the end', 'c9 ffffffff 51', 'ends too early'],
    ['a field named __proto__', `81 a9 ${Buffer.from('__proto__').toString('hex')} 80`, '__proto__'],
    [
      'a field named __proto__ in an error',
      `c7 0c 54 81 a9 ${Buffer.from('__proto__').toString('hex')} 80`,
      '__proto__',
    ],
    [
      'a field named __proto__ in another encoding',
      `81 c7 12 58 ${Buffer.from('__proto__', 'utf16le').toString('hex')} 80`,
      '__proto__',
    ],
    [
      'a field named __proto__ with a longer header',
      `81 d9 09 ${Buffer.from('__proto__').toString('hex')} 80`,
      '__proto__',
    ],
    ['a plain map whose key is undefined', '81 d4 00 00 01', 'key is not a string'],
    ['a plain map whose key is a date', '81 d6 ff 00000001 01', 'key is not a string'],
    ['a plain map whose key is a number', '81 01 01', 'key is not a string'],
    ['a plain map whose key is an array', '81 90 01', 'key is not a string'],
    ['a record definition of msgpackr', 'd4 72 40 91 a161 01', 'code 114'],
    ['an error of msgpackr', 'd4 65 00 92 a161 a161', 'code 101'],
    ['a bundle of strings of msgpackr', 'd6 62 00000000', 'code 98'],
    ['a typed array of msgpackr', 'd5 74 00 00', 'code 116'],
    ['an extension that nobody has', 'd4 7f 00', 'code 127'],
    ['a Map that is no array', 'd4 51 80', 'where an array must be'],
    ['a Map with a key that has no value', 'd5 51 91 01', 'a key that has no value'],
    ['a Map shorter than its extension', 'd5 51 90 00', 'does not fill its length'],
    ['a Map longer than its extension', '92 d4 51 92 01 02', 'does not fill its length'],
    ['a Set that is no array', 'd4 52 80', 'where an array must be'],
    ['an error that is no map', 'd4 54 90', 'where a map must be'],
    ['a negative zero of one byte', 'd4 5a 00', 'does not fill its length'],
    ['a Set of which nothing is there', '93 c7 00 52 90 00', 'does not fill its length'],
    ['a BigInt without bytes', 'c7 00 53', 'a BigInt without bytes'],
    ['a reference without an index', 'c7 00 50', 'not among the 0'],
    ['a regular expression of one string', 'd5 55 91 a0', 'not two strings'],
    ['a regular expression with bad syntax', 'c7 04 55 92 a128 a0', 'does not accept'],
    ['a typed array of unknown kind', 'd4 56 63', 'unknown kind'],
    ['a typed array without kind', 'c7 00 56', 'unknown kind'],
    ['a typed array of half an element', 'd5 56 04 00', 'broken length'],
    ['a timestamp of unknown length', 'd4 ff 00', 'no date'],
    ['a timestamp beyond all dates', 'c7 0c ff 00000000 7fffffffffffffff', 'no date'],
    ['a timestamp of too many nanoseconds', 'c7 0c ff ffffffff 0000000000000000', 'no date'],
    ['a string with half a unit', 'd4 58 00', 'half a character'],
    ['a boxed array', 'd4 59 90', 'no primitive'],
    ['a boxed nothing', 'c7 00 59', 'ends too early'],
  ];
  it.each(table)('%s', (_, bytes, says) => {
    expect(() => decodeValue(fromHex(bytes))).toThrow(ProtocolError);
    expect(() => decodeValue(fromHex(bytes))).toThrow(says);
  });
});

describe('nesting without end is refused', () => {
  it.each([
    ['of arrays', '91'],
    ['of maps', '81 a161'],
    ['of Maps as keys', 'c9 00000000 51 92'],
    ['of boxes', 'c9 00000000 59'],
    ['of Sets', 'c9 00000000 52 91'],
  ])('%s', (_, level) => {
    const one = fromHex(level);
    const bytes = Buffer.concat(new Array(100_000).fill(one));
    // Each extension claims all that follows it.
    for (let at = 0; one[0] === 0xc9 && at < bytes.length; at += one.length)
      bytes.writeUInt32BE(bytes.length - at - 6, at + 1);
    expect(() => decodeValue(bytes)).toThrow('is nested too deeply');
  });

  it('in messages much earlier', () => {
    const deep = (levels: number) =>
      Buffer.concat([...new Array(levels).fill(Uint8Array.of(0x91)), Uint8Array.of(0xc0)]);
    const packet = (args: Uint8Array) => Buffer.concat([fromHex('93 01 00 91 94 03 00 a161'), args]);
    expect(() => decodeClientPacket(packet(deep(limits.messageDepth - 1)))).not.toThrow();
    expect(() => decodeClientPacket(packet(deep(limits.messageDepth)))).toThrow('is nested too deeply');
  });
});

describe('a frame', () => {
  it.each(['d4 00 00', 'd4 51 90', 'd6 ff 00000001', 'd4 72 40 91 a161 01'])('may hold no extension: %s', (item) => {
    const frame = fromHex(`93 01 00 91 94 03 00 a161 91 ${item}`);
    expect(() => decodeClientPacket(frame)).toThrow('where none of that code may be');
  });

  it('may hold no integer that no JavaScript number can', () => {
    expect(() => decodeClientPacket(fromHex('93 cf ffffffffffffffff 00 90'))).toThrow('beyond 2^53');
  });

  it('of more bytes than limits.frameBytes is refused unread', () => {
    expect(() => decodeClientPacket(new Uint8Array(limits.frameBytes + 1))).toThrow(
      `at most ${limits.frameBytes} are allowed`,
    );
  });

  it('before the handshake is refused beyond limits.handshakeFrameBytes', () => {
    expect(() => decodeHandshake(new Uint8Array(limits.handshakeFrameBytes + 1))).toThrow('at most 1024 are allowed');
  });

  it('from a client may not hold millions of empty arrays, which would take gigabytes', () => {
    const many = packetFrame([1, 0, [[3, 0, 'x', new Array(limits.frameBytes / 16).fill([])]]]);
    expect(() => decodeClientPacket(many)).toThrow('too many arrays, maps and binaries');
  });
});
