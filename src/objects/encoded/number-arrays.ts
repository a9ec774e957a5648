/** Arrays of numbers, encoded: thousands at a time, so these make no item for each. */
import { numberItem, numberOf } from './numbers.js';
import { nonsense, pieceAt } from './pieces.js';
import { arrayHeader } from './writing.js';

/** What a number takes at the most, a `BigInt` of 64 bits and a sign. */
const LONGEST_NUMBER_BYTES = 12;

/** An array of numbers, as clients of this language encode it. None of them has more than 64 bits. */
export function numbersItem(numbers: readonly (number | bigint)[]): Uint8Array {
  const header = arrayHeader(numbers.length);
  const bytes = new Uint8Array(header.length + LONGEST_NUMBER_BYTES * numbers.length);
  const view = new DataView(bytes.buffer);
  bytes.set(header);
  let at = header.length;
  for (const number of numbers) at += writeNumber(view, bytes, at, number);
  return bytes.slice(0, at);
}

/**
 * The numbers in an encoded array, `undefined` for each element that is none; `undefined` for what is no array.
 * Throws `ValueError` for bytes that are no value at all.
 */
export function numbersIn(bytes: Uint8Array): (number | bigint | undefined)[] | undefined {
  const { kind, body, length } = pieceAt(bytes, 0);
  if (kind !== 'array') return undefined;
  const numbers: (number | bigint | undefined)[] = [];
  let at = body;
  for (let index = 0; index < length; index++) {
    const piece = pieceAt(bytes, at);
    const number = numberOf(bytes, piece);
    numbers.push(number);
    // Behind what is no number nothing counts any more: whoever asks refuses the whole array.
    if (number === undefined) return numbers;
    at = piece.body + piece.length;
  }
  if (at !== bytes.length) throw nonsense();
  return numbers;
}

/** Writes one, and answers how many bytes it takes. The two shapes that most numbers have are written in place. */
function writeNumber(view: DataView, bytes: Uint8Array, at: number, number: number | bigint): number {
  if (
    typeof number === 'number' &&
    number >= 0 &&
    number < 0x80 &&
    Number.isInteger(number) &&
    !Object.is(number, -0)
  ) {
    view.setUint8(at, number);
    return 1;
  }
  if (typeof number === 'number' && !Number.isInteger(number) && !Number.isNaN(number)) {
    view.setUint8(at, 0xcb);
    view.setFloat64(at + 1, number);
    return 9;
  }
  const item = numberItem(number);
  bytes.set(item, at);
  return item.length;
}
