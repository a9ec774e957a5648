import { ValueError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { numberOf } from './numbers.js';
import { extension, type Piece, pieceAt } from './pieces.js';

/** Byte by byte as unsigned numbers, a shorter one before a longer one that begins with it. */
export function compareBytes(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const difference = (one[index] as number) - (other[index] as number);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** The same for two ranges of the same bytes. */
export function compareRanges(bytes: Uint8Array, from: number, to: number, otherFrom: number, otherTo: number): number {
  const length = Math.min(to - from, otherTo - otherFrom);
  for (let index = 0; index < length; index++) {
    const difference = (bytes[from + index] as number) - (bytes[otherFrom + index] as number);
    if (difference !== 0) return difference;
  }
  return to - from - (otherTo - otherFrom);
}

/**
 * What can be put in order of an encoded value. Numbers among themselves, strings by code points, bytes, booleans, dates,
 * and arrays of these element by element, as Python orders them.
 */
export type Rank =
  | { readonly sort: 'number'; readonly value: number | bigint }
  | { readonly sort: 'string' | 'bytes'; readonly value: Uint8Array }
  | { readonly sort: 'date' | 'boolean'; readonly value: number }
  | { readonly sort: 'array'; readonly value: readonly Rank[] };

/** Throws `ValueError` for a value that stands in no order: NaN, an object, a mix is told by `compareRanks`. */
export function rankOf(bytes: Uint8Array): Rank {
  return new RankReader(bytes).rank(limits.valueDepth);
}

/** Throws `ValueError` for two of different sorts. */
export function compareRanks(one: Rank, other: Rank): number {
  if (one.sort === 'array' && other.sort === 'array') return compareArrays(one.value, other.value);
  if (one.sort !== other.sort) {
    throw new ValueError(`a ${one.sort} and a ${other.sort} stand in no order: sort values of one sort`);
  }
  if (one.value instanceof Uint8Array) return compareBytes(one.value, other.value as Uint8Array);
  const [a, b] = [one.value, other.value] as [number, number];
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareArrays(one: readonly Rank[], other: readonly Rank[]): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const difference = compareRanks(one[index] as Rank, other[index] as Rank);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** Goes through the bytes once. */
class RankReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  rank(levelsLeft: number): Rank {
    const piece = pieceAt(this.#bytes, this.#at);
    this.#at = piece.body;
    if (piece.kind === 'array' && levelsLeft > 0) {
      return { sort: 'array', value: Array.from({ length: piece.length }, () => this.rank(levelsLeft - 1)) };
    }
    const rank = scalarRank(this.#bytes, piece);
    this.#at += piece.length;
    return rank;
  }
}

function scalarRank(bytes: Uint8Array, piece: Piece): Rank {
  const payload = bytes.subarray(piece.body, piece.body + piece.length);
  const number = numberOf(bytes, piece);
  if (number !== undefined && !Number.isNaN(number)) return { sort: 'number', value: number };
  if (piece.kind === 'string') return { sort: 'string', value: payload };
  if (piece.kind === 'binary') return { sort: 'bytes', value: payload };
  if (piece.kind === 'boolean') return { sort: 'boolean', value: (bytes[piece.start] as number) & 1 };
  if (piece.kind === 'extension' && piece.code === extension.timestamp) return { sort: 'date', value: dateOf(payload) };
  throw unordered(piece, number);
}

/** Milliseconds, from MessagePack's timestamp of 4, 8 or 12 bytes. */
function dateOf(payload: Uint8Array): number {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (payload.length === 4) return view.getUint32(0) * 1_000;
  if (payload.length === 8) {
    const seconds = (view.getUint32(0) & 3) * 0x1_0000_0000 + view.getUint32(4);
    return seconds * 1_000 + (view.getUint32(0) >>> 2) / 1e6;
  }
  if (payload.length === 12) return Number(view.getBigInt64(4)) * 1_000 + view.getUint32(0) / 1e6;
  throw new ValueError('a date whose timestamp has no length of a timestamp stands in no order');
}

function unordered({ kind }: Piece, number: number | bigint | undefined): ValueError {
  const what =
    number === undefined ? ({ nil: 'null', map: 'an object' }[kind as string] ?? 'a value of its sort') : 'NaN';
  return new ValueError(
    `${what} stands in no order: only numbers, strings, bytes, booleans, dates and arrays of these can be sorted`,
  );
}
