import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue } from '../../src/wire/index.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const fromHex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** The bytes that other languages must write and read: PROTOCOL.md, "Values". Spaces are for the eye. */
const exact: readonly (readonly [what: string, value: unknown, bytes: string])[] = [
  ['null', null, 'c0'],
  ['false', false, 'c2'],
  ['true', true, 'c3'],
  ['0', 0, '00'],
  ['127', 127, '7f'],
  ['128', 128, 'cc 80'],
  ['255', 255, 'cc ff'],
  ['256', 256, 'cd 0100'],
  ['65,535', 65_535, 'cd ffff'],
  ['65,536', 65_536, 'ce 00010000'],
  ['2^32 - 1', 2 ** 32 - 1, 'ce ffffffff'],
  ['2^32', 2 ** 32, 'cb 41f0000000000000'],
  ['2^53 - 1', 2 ** 53 - 1, 'cb 433fffffffffffff'],
  ['2^53', 2 ** 53, 'cb 4340000000000000'],
  ['-1', -1, 'ff'],
  ['-32', -32, 'e0'],
  ['-33', -33, 'd0 df'],
  ['-128', -128, 'd0 80'],
  ['-129', -129, 'd1 ff7f'],
  ['-32,768', -32_768, 'd1 8000'],
  ['-32,769', -32_769, 'd2 ffff7fff'],
  ['-2^31', -(2 ** 31), 'd2 80000000'],
  ['-2^31 - 1', -(2 ** 31) - 1, 'cb c1e0000000200000'],
  ['-2^32', -(2 ** 32), 'cb c1f0000000000000'],
  ['-(2^53 - 1)', -(2 ** 53 - 1), 'cb c33fffffffffffff'],
  ['-0', -0, 'c7 00 5a'],
  ['0.5', 0.5, 'cb 3fe0000000000000'],
  ['NaN', Number.NaN, 'cb 7ff8000000000000'],
  ['-Infinity', Number.NEGATIVE_INFINITY, 'cb fff0000000000000'],
  ['a string of 31 bytes', 'x'.repeat(31), `bf ${'78'.repeat(31)}`],
  ['a string of 32 bytes', 'x'.repeat(32), `d9 20 ${'78'.repeat(32)}`],
  ['a string of 32 bytes and 16 characters', 'é'.repeat(16), `d9 20 ${'c3a9'.repeat(16)}`],
  ['a string of 256 bytes', 'x'.repeat(256), `da 0100 ${'78'.repeat(256)}`],
  ['a string of 258 bytes and 86 characters', '€'.repeat(86), `da 0102 ${'e282ac'.repeat(86)}`],
  ['bytes', Uint8Array.of(1, 2), 'c4 02 0102'],
  ['an array', [1, [2]], '92 01 91 02'],
  ['an object', { a: 1 }, '81 a161 01'],
  ['undefined', undefined, 'd4 00 00'],
  ['0n', 0n, 'd4 53 00'],
  ['-1n', -1n, 'd4 53 ff'],
  ['127n', 127n, 'd4 53 7f'],
  ['128n', 128n, 'd5 53 0080'],
  ['-128n', -128n, 'd4 53 80'],
  ['-129n', -129n, 'd5 53 ff7f'],
  ['2^64 as a BigInt', 2n ** 64n, 'c7 09 53 010000000000000000'],
  ['a date of whole seconds', new Date(1000), 'd6 ff 00000001'],
  ['a date of milliseconds', new Date(1001), 'd7 ff 003d0900 00000001'],
  ['a date after 2106', new Date(2 ** 32 * 1000), 'd7 ff 00000001 00000000'],
  ['a date before 1970', new Date(-1), 'c7 0c ff 3b8b87c0 ffffffffffffffff'],
  ['a date after 2514', new Date(2 ** 34 * 1000), 'c7 0c ff 00000000 0000000400000000'],
  ['an invalid date', new Date(Number.NaN), 'c7 00 57'],
  ['a Map', new Map([[1, 2]]), 'c7 03 51 92 01 02'],
  ['an empty Map', new Map(), 'd4 51 90'],
  ['a Set', new Set([1]), 'd5 52 91 01'],
  ['a regular expression', /a/g, 'c7 05 55 92 a161 a167'],
  ['an array buffer', Uint8Array.of(1).buffer, 'd5 56 00 01'],
  ['16-bit integers', Uint16Array.of(258), 'c7 03 56 05 0201'],
  ['a string with a lone surrogate', 'a\ud800', 'd6 58 6100 00d8'],
  ['a string that begins with U+FEFF', '\ufeffa', 'd6 58 fffe 6100'],
  ['an object with such a name', { '\ufeff': 1 }, '81 d5 58 fffe 01'],
  ['a boxed number', Object(1), 'd4 59 01'],
  ['a Map of 300 bytes', new Map([[1, Buffer.alloc(294)]]), `c8 012b 51 92 01 c5 0126 ${'00'.repeat(294)}`],
];

describe('the bytes of a value are exactly these', () => {
  it.each(exact)('%s', (_, value, bytes) => {
    expect(hex(encodeValue(value) as Uint8Array)).toBe(hex(fromHex(bytes)));
    expect(decodeValue(fromHex(bytes))).toStrictEqual(structuredClone(value));
  });

  it('an error', () => {
    const error = Object.assign(new TypeError('m'), { stack: 's', code: 1 });
    const bytes = 'c7 28 54 84 a46e616d65 a9547970654572726f72 a76d657373616765 a16d a5737461636b a173 a4636f6465 01';
    expect(hex(encodeValue(error) as Uint8Array)).toBe(hex(fromHex(bytes)));
  });

  it('a reference', () => {
    const [encoding] = encodeValue(new Date(0), { handleOf: () => 9 }) as [Uint8Array, number[]];
    expect(hex(encoding)).toBe('d65000000000');
  });
});

/** What a writer in another language may send although ours never does. */
const accepted: readonly (readonly [what: string, bytes: string, value: unknown])[] = [
  ['an integer in a longer form', 'cf 0000000000000001', 1],
  ['a negative integer in a longer form', 'd3 ffffffffffffffff', -1],
  ['an integer as a float', 'cb 3ff0000000000000', 1],
  ['negative zero as a float', 'cb 8000000000000000', -0],
  ['a float 32', 'ca 3f000000', 0.5],
  ['an integer beyond 2^53, as a BigInt', 'cf ffffffffffffffff', 2n ** 64n - 1n],
  ['an integer below -2^53, as a BigInt', 'd3 8000000000000000', -(2n ** 63n)],
  ['2^53 - 1 as an integer', 'cf 001fffffffffffff', 2 ** 53 - 1],
  ['-(2^53 - 1) as an integer', 'd3 ffe0000000000001', -(2 ** 53 - 1)],
  ['a string with a longer header', 'db 00000001 61', 'a'],
  ['a name with a longer header', '81 da 0001 61 01', { a: 1 }],
  ['an array with a longer header', 'dd 00000001 01', [1]],
  ['a map with a longer header', 'df 00000001 a161 01', { a: 1 }],
  ['an extension with a longer header', 'c9 00000001 51 90', new Map()],
  ['undefined in a longer form', 'd6 00 00000000', undefined],
  ['a BigInt with more bytes than it needs', 'd6 53 ffffffff', -1n],
  ['nanoseconds, of which whole milliseconds stay', 'd7 ff 00000004 00000000', new Date(0)],
  ['a string that is not UTF-8, with replacements', 'a1 ff', '\ufffd'],
  ['a name twice, of which the last counts', '82 a161 01 a161 02', { a: 2 }],
];

describe('a value is also read from', () => {
  it.each(accepted)('%s', (_, bytes, value) => {
    expect(decodeValue(fromHex(bytes))).toStrictEqual(value);
  });
});
