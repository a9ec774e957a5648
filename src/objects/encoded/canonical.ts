import { ValueError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { LONGEST_NUMBER, numberItem, plainNumber, writeNumber } from './numbers.js';
import { compareRanges } from './order.js';
import { extension, nonsense, type Piece, pieceAt } from './pieces.js';
import { headerOf } from './writing.js';

/**
 * The canonical encoding of an encoded value, such that equal values are equal bytes. PROTOCOL.md, "Canonical encoding".
 * May be the very bytes that were given. Throws `ValueError` for a value that refers to shared objects: those have none.
 */
export function canonical(bytes: Uint8Array): Uint8Array {
  return new Canonicalizer(bytes).whole();
}

/**
 * Goes through the bytes once. What is canonical already is only passed over, and copied in one piece before something
 * that is not: most values have millions of bytes in few pieces, not in an object each.
 */
class Canonicalizer {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  /** Up to where the bytes are in the output. */
  #copied = 0;
  #output: Uint8Array = new Uint8Array();
  /** How many bytes of the output are written. */
  #length = 0;
  readonly #number = new DataView(new ArrayBuffer(LONGEST_NUMBER));

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  whole(): Uint8Array {
    this.#item(limits.valueDepth);
    if (this.#at !== this.#bytes.length) throw nonsense();
    if (this.#copied === 0) return this.#bytes;
    this.#copy();
    return this.#output.subarray(0, this.#length);
  }

  #item(levelsLeft: number): void {
    if (levelsLeft < 0) throw new ValueError(`the value is nested more than ${limits.valueDepth} levels deep`);
    const token = this.#bytes[this.#at] ?? 0;
    // Small numbers, one byte each, are what long arrays are made of.
    if ((token < 0x80 || token >= 0xe0) && this.#at < this.#bytes.length) this.#at++;
    else this.#sized(pieceAt(this.#bytes, this.#at), levelsLeft);
  }

  #sized(piece: Piece, levelsLeft: number): void {
    if (piece.kind === 'number') this.#numberItem(piece);
    else if (piece.kind === 'array') this.#array(piece, levelsLeft);
    else if (piece.kind === 'map') this.#sorted(piece, piece.length, 2, levelsLeft);
    else if (piece.kind === 'extension') this.#extension(piece, levelsLeft);
    else if (piece.kind === 'nil' || piece.kind === 'boolean') this.#at = piece.body;
    else this.#opaque(piece);
  }

  /** A header and bytes that stay as they are. */
  #opaque(piece: Piece): void {
    this.#header(piece);
    this.#at += piece.length;
  }

  #numberItem(piece: Piece): void {
    this.#at = piece.body + piece.length;
    const value = plainNumber(this.#view, piece.start);
    if (typeof value === 'bigint') {
      this.#instead(piece.start, numberItem(value));
      return;
    }
    // -0 is 0; float 64 is what other languages send as integers of 64 bits.
    const length = writeNumber(this.#number, 0, value === 0 ? 0 : value);
    if (!this.#isWritten(piece.start, length)) {
      this.#instead(piece.start, new Uint8Array(this.#number.buffer, 0, length));
    }
  }

  /** Whether the item from `start` on is the number that was written last. */
  #isWritten(start: number, length: number): boolean {
    if (this.#at - start !== length) return false;
    for (let index = 0; index < length; index++) {
      if (this.#view.getUint8(start + index) !== this.#number.getUint8(index)) return false;
    }
    return true;
  }

  #array(piece: Piece, levelsLeft: number): void {
    this.#header(piece);
    for (let index = 0; index < piece.length; index++) this.#item(levelsLeft - 1);
  }

  #extension(piece: Piece, levelsLeft: number): void {
    switch (piece.code) {
      case extension.reference:
        throw new ValueError('a value that refers to shared objects equals no other: compare what is around them');
      case extension.negativeZero:
        this.#at = piece.body + piece.length;
        this.#instead(piece.start, Uint8Array.of(0));
        return;
      case extension.map:
        return this.#filled(piece, () => this.#sortedArray(2, levelsLeft - 1));
      case extension.set:
        return this.#filled(piece, () => this.#sortedArray(1, levelsLeft - 1));
      case extension.error:
      case extension.boxed:
        return this.#filled(piece, () => this.#item(levelsLeft - 1));
      default:
        return this.#opaque(piece);
    }
  }

  /**
   * An extension of one item, which must end where the extension does. Its header comes first and says how long the item
   * is, which is known last. What is longer than 128 KiB never moves for it: no item becomes twice or half as long and
   * needs another header for that.
   */
  #filled(piece: Piece, read: () => void): void {
    this.#at = piece.body;
    const start = this.#instead(piece.start, headerOf(piece));
    const body = this.#length;
    read();
    if (this.#at !== piece.body + piece.length) throw nonsense();
    this.#copy();
    const header = headerOf({ ...piece, length: this.#length - body });
    this.#moveOutput(body, start + header.length);
    this.#output.set(header, start);
  }

  /** An array whose elements, in groups of so many, stand in the order of their bytes. */
  #sortedArray(groupSize: 1 | 2, levelsLeft: number): void {
    const piece = pieceAt(this.#bytes, this.#at);
    if (piece.kind !== 'array' || piece.length % groupSize !== 0) throw nonsense();
    this.#sorted(piece, piece.length / groupSize, groupSize, levelsLeft);
  }

  #sorted(piece: Piece, count: number, groupSize: 1 | 2, levelsLeft: number): void {
    this.#header(piece);
    this.#copy();
    const places = [this.#length];
    for (let group = 0; group < count; group++) {
      for (let index = 0; index < groupSize; index++) this.#item(levelsLeft - 1);
      this.#copy();
      places.push(this.#length);
    }
    this.#sortOutput(places);
  }

  /** Puts what was written between these places in order. */
  #sortOutput(places: readonly number[]): void {
    const start = places[0] as number;
    const output = this.#output;
    const compare = (one: number, other: number) => {
      const [from, to] = [places[one] as number, places[one + 1] as number];
      return compareRanges(output, from, to, places[other] as number, places[other + 1] as number);
    };
    let isInOrder = true;
    for (let index = 2; index < places.length && isInOrder; index++) isInOrder = compare(index - 2, index - 1) <= 0;
    if (isInOrder) return;
    const order = Array.from({ length: places.length - 1 }, (_, index) => index).sort(compare);
    const before = output.slice(start, this.#length);
    this.#length = start;
    for (const index of order) {
      this.#write(before, (places[index] as number) - start, (places[index + 1] as number) - start);
    }
  }

  // ── Writing ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Goes on behind the header of an item, in its shortest form. */
  #header(piece: Piece): void {
    this.#at = piece.body;
    const header = headerOf(piece);
    if (header.length !== piece.body - piece.start) this.#instead(piece.start, header);
  }

  /** Writes something else than what stands from `start` to where we are. Returns where. */
  #instead(start: number, item: Uint8Array): number {
    this.#copyTo(start);
    this.#copied = this.#at;
    this.#write(item, 0, item.length);
    return this.#length - item.length;
  }

  /** Copies what was passed over. */
  #copy(): void {
    this.#copyTo(this.#at);
  }

  #copyTo(end: number): void {
    this.#write(this.#bytes, this.#copied, end);
    this.#copied = end;
  }

  #write(source: Uint8Array, from: number, to: number): void {
    const length = to - from;
    this.#makeRoom(length);
    // Few bytes are copied faster one by one.
    if (length > 32) this.#output.set(source.subarray(from, to), this.#length);
    else
      for (let index = 0; index < length; index++) this.#output[this.#length + index] = source[from + index] as number;
    this.#length += length;
  }

  /** Moves the end of the output to another place. */
  #moveOutput(from: number, to: number): void {
    if (from === to) return;
    this.#makeRoom(to - from);
    this.#output.copyWithin(to, from, this.#length);
    this.#length += to - from;
  }

  #makeRoom(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#output.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length, 2 * this.#output.length));
    larger.set(this.#output.subarray(0, this.#length));
    this.#output = larger;
  }
}
