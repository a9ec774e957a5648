/** Arrays of numbers, encoded: thousands at a time, so these make no item for each. */
import { numberOf, writeNumber } from './numbers.js';
import { extension, nonsense, pieceAt } from './pieces.js';
import { arrayHeader } from './writing.js';

/** What a number takes at the most, a `BigInt` of 64 bits and a sign. */
const LONGEST_NUMBER_BYTES = 12;
/** What fractions are. */
const FLOAT_64 = 0xcb;
const FLOAT_64_BYTES = 9;

/** An array of elements of one typecode, as clients of this language encode it: whole ones beyond 2^53 - 1 are BigInts. */
export function numbersItem(elements: readonly (number | bigint)[]): Uint8Array {
  const header = arrayHeader(elements.length);
  const bytes = new Uint8Array(header.length + LONGEST_NUMBER_BYTES * elements.length);
  const view = new DataView(bytes.buffer);
  bytes.set(header);
  let at = header.length;
  for (const element of elements) {
    at += typeof element === 'number' ? writeNumber(view, at, element) : writeBig(view, at, element);
  }
  return bytes.slice(0, at);
}

/**
 * The numbers in an encoded array; `undefined`, as the last of them, for the first element that is none. `undefined` for
 * what is no array. Throws `ValueError` for bytes that are no value at all.
 */
export function numbersIn(bytes: Uint8Array): (number | bigint | undefined)[] | undefined {
  const { kind, body, length } = pieceAt(bytes, 0);
  if (kind !== 'array') return undefined;
  const numbers: (number | bigint | undefined)[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = body;
  while (numbers.length < length) {
    const token = bytes[at] as number;
    if (token === FLOAT_64 && at + FLOAT_64_BYTES <= bytes.length) {
      numbers.push(view.getFloat64(at + 1));
      at += FLOAT_64_BYTES;
    } else if (token < 0x80) numbers.push(bytes[at++]);
    else {
      const piece = pieceAt(bytes, at);
      const number = numberOf(bytes, piece);
      numbers.push(number);
      if (number === undefined) return numbers;
      at = piece.body + piece.length;
    }
  }
  if (at !== bytes.length) throw nonsense();
  return numbers;
}

/** An integer of 7 to 9 bytes: fewer hold all that is no `BigInt` here. */
function writeBig(view: DataView, at: number, integer: bigint): number {
  if (BigInt.asIntN(64, integer) !== integer) {
    view.setUint32(at, 0xc709_0000 | (extension.bigint << 8));
    view.setBigUint64(at + 4, integer);
    return 12;
  }
  view.setBigInt64(at + 2, integer);
  const isOfEight = BigInt.asIntN(56, integer) !== integer;
  if (isOfEight) view.setUint16(at, 0xd700 | extension.bigint);
  else {
    // The first of the eight bytes is the sign again, and makes room for a longer header.
    view.setUint16(at, 0xc707);
    view.setUint8(at + 2, extension.bigint);
  }
  return 10;
}
