/** Up to this length, bytes lie within their object. Longer ones lie outside, and to get memory there takes a microsecond. */
const INSIDE_BYTES = 64;

/** So much memory is taken for several longer ones together: who keeps one of them keeps no more than this. */
const SHARED_BYTES = 4_096;

/**
 * Memory that is written, or read, from its beginning on: small whole numbers and bytes. A number has seven bits in each
 * byte, the lowest first, and the eighth set where more follow.
 */
export class NumberedBytes {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** A copy of a part of them, to be given away piece by piece, and where that begins and ends. */
  #copy = new Uint8Array();
  #copiedFrom = 0;
  #copiedTo = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  /** A whole number from 0, less than 2^31. */
  writeNumber(number: number): void {
    let rest = number;
    for (; rest > 0x7f; rest >>>= 7) this.#bytes[this.#at++] = 0x80 | rest;
    this.#bytes[this.#at++] = rest;
  }

  readNumber(): number {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++] as number;
      number |= (byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
  }

  writeBytes(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** A copy of them: who keeps it does not keep what is read here. */
  readBytes(length: number): Uint8Array {
    const from = this.#at;
    this.#at += length;
    if (length <= INSIDE_BYTES) return this.#bytes.slice(from, this.#at);
    if (this.#at > this.#copiedTo) this.#copyFrom(from, Math.max(length, SHARED_BYTES));
    return this.#copy.subarray(from - this.#copiedFrom, this.#at - this.#copiedFrom);
  }

  /** A copy of what was written. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  #copyFrom(from: number, length: number): void {
    this.#copy = this.#bytes.slice(from, from + length);
    this.#copiedFrom = from;
    this.#copiedTo = from + this.#copy.length;
  }
}
