import { Buffer } from 'node:buffer';
import { LimitError } from '../../protocol/errors.js';

const INITIAL_BYTES = 8 * 1024;
/** A writer that grew past this gives its memory back after use. */
const KEPT_BYTES = 1024 * 1024;
/** Up to here a loop in JavaScript is faster than a call into the engine's UTF-8 encoder. */
const LOOPED_STRING = 48;
/** From here on the exact UTF-8 length is found first, rather than three bytes reserved for each character. */
const MEASURED_STRING = 64 * 1024;

const TWO_32 = 0x1_0000_0000;
/** With the `u` flag a surrogate matches only when it stands alone. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/**
 * Writes MessagePack items into memory that grows, each in its shortest form. Knows the format and nothing of what the
 * items mean. Integers are written as integers up to 2^53 - 1 either way, all other numbers as float 64.
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #view = viewOf(this.#bytes);
  #length = 0;
  #maxBytes = 0;
  #what = '';

  /** Begins anew. Items longer than `maxBytes` in all are refused with a `LimitError` that names `what`. */
  begin(maxBytes: number, what: string): void {
    this.#length = 0;
    this.#maxBytes = maxBytes;
    this.#what = what;
  }

  get length(): number {
    return this.#length;
  }

  /** A copy of what was written, in memory of its size, so that a small value kept does not keep a large buffer. */
  take(): Uint8Array {
    if (this.#length > this.#maxBytes) throw this.#tooLong();
    const taken = Buffer.allocUnsafe(this.#length);
    this.#bytes.copy(taken, 0, 0, this.#length);
    return taken;
  }

  /** Lets go of memory that only a large item needed. */
  shrink(): void {
    if (this.#bytes.length <= KEPT_BYTES) return;
    this.#bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
    this.#view = viewOf(this.#bytes);
  }

  nil(): void {
    this.#byte(0xc0);
  }

  boolean(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  number(value: number): void {
    this.#reserve(9);
    if (value >>> 0 === value) this.#unsigned(value);
    else if (value >> 0 === value) this.#negative(value);
    else if (Number.isSafeInteger(value)) this.#integer64(value);
    else this.#float(value);
  }

  /** Writes a string and says `true`; or, for one with lone surrogates, which UTF-8 cannot hold, writes nothing. */
  string(value: string): boolean {
    return value.length < LOOPED_STRING ? this.#shortString(value) : this.#longString(value);
  }

  binary(value: Uint8Array): void {
    const length = value.length;
    this.#reserve(5);
    if (length < 0x100) this.#head8(0xc4, length);
    else if (length < 0x10000) this.#head16(0xc5, length);
    else this.#head32(0xc6, length);
    this.raw(value);
  }

  arrayHeader(length: number): void {
    this.#reserve(5);
    if (length < 0x10) this.#bytes[this.#length++] = 0x90 | length;
    else if (length < 0x10000) this.#head16(0xdc, length);
    else this.#head32(0xdd, length);
  }

  mapHeader(length: number): void {
    this.#reserve(5);
    if (length < 0x10) this.#bytes[this.#length++] = 0x80 | length;
    else if (length < 0x10000) this.#head16(0xde, length);
    else this.#head32(0xdf, length);
  }

  extension(code: number, payload: Uint8Array): void {
    const start = this.beginExtension();
    this.raw(payload);
    this.endExtension(start, code);
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What is written between this and `endExtension`, given the number returned here, becomes an extension's payload. */
  beginExtension(): number {
    this.#reserve(6);
    this.#length += 3;
    return this.#length;
  }

  /** The payload was written behind a header for less than 256 bytes; any other header moves it. */
  endExtension(start: number, code: number): void {
    const length = this.#length - start;
    const fixed = FIXED_LENGTHS.indexOf(length);
    const header = fixed >= 0 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 6;
    const shift = header - 3;
    if (shift !== 0) {
      this.#reserve(3);
      this.#bytes.copyWithin(start + shift, start, this.#length);
      this.#length += shift;
    }
    const end = this.#length;
    this.#length = start - 3;
    if (fixed >= 0) this.#bytes[this.#length++] = 0xd4 + fixed;
    else if (length < 0x100) this.#head8(0xc7, length);
    else if (length < 0x10000) this.#head16(0xc8, length);
    else this.#head32(0xc9, length);
    this.#bytes[this.#length] = code;
    this.#length = end;
  }

  /** Puts the stretches that begin at `starts`, the last one ending here, into the order of their bytes. */
  sortStretches(starts: readonly number[]): void {
    if (this.#areSorted(starts)) return;
    const order = starts.map((_, index) => index).sort((a, b) => this.#compare(starts, a, b));
    const [begin = 0] = starts;
    const unsorted = new Uint8Array(this.#bytes.subarray(begin, this.#length));
    let end = begin;
    for (const index of order) {
      const stretch = unsorted.subarray((starts[index] as number) - begin, (starts[index + 1] ?? this.#length) - begin);
      this.#bytes.set(stretch, end);
      end += stretch.length;
    }
  }

  #areSorted(starts: readonly number[]): boolean {
    for (let index = 1; index < starts.length; index++) {
      if (this.#compare(starts, index - 1, index) > 0) return false;
    }
    return true;
  }

  /** No stretch is the beginning of another: MessagePack items say where they end. */
  #compare(starts: readonly number[], a: number, b: number): number {
    let left = starts[a] as number;
    let right = starts[b] as number;
    const end = starts[a + 1] ?? this.#length;
    while (left < end) {
      const difference = (this.#bytes[left++] as number) - (this.#bytes[right++] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #unsigned(value: number): void {
    if (value < 0x80) {
      if (value === 0 && 1 / value < 0) this.#float(value);
      else this.#bytes[this.#length++] = value;
    } else if (value < 0x100) this.#head8(0xcc, value);
    else if (value < 0x10000) this.#head16(0xcd, value);
    else this.#head32(0xce, value);
  }

  #negative(value: number): void {
    if (value >= -0x20) this.#bytes[this.#length++] = 0x100 + value;
    else if (value >= -0x80) this.#head8(0xd0, value + 0x100);
    else if (value >= -0x8000) this.#head16(0xd1, value + 0x10000);
    else this.#head32(0xd2, value);
  }

  #integer64(value: number): void {
    const high = Math.floor(value / TWO_32);
    this.#head32(value > 0 ? 0xcf : 0xd3, high);
    this.#view.setUint32(this.#length, value - high * TWO_32);
    this.#length += 4;
  }

  /** There are many NaNs in float 64 and one in JavaScript: it gets the same bytes on every machine. */
  #float(value: number): void {
    if (Number.isNaN(value)) {
      this.#head32(0xcb, 0x7ff80000);
      this.#view.setUint32(this.#length, 0);
      this.#length += 4;
      return;
    }
    this.#bytes[this.#length++] = 0xcb;
    this.#view.setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** Gives up at the first character that is not ASCII. */
  #shortString(value: string): boolean {
    const length = value.length;
    this.#reserve(2 + length);
    const start = this.#length + (length < 0x20 ? 1 : 2);
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code >= 0x80) return this.#longString(value);
      this.#bytes[start + index] = code;
    }
    this.#closeString(start, start + length);
    return true;
  }

  #longString(value: string): boolean {
    const units = value.length;
    this.#reserve(5 + (units < MEASURED_STRING ? units * 3 : Buffer.byteLength(value)));
    const start = this.#length + stringHeader(units);
    const length = this.#bytes.write(value, start);
    if (length !== units && LONE_SURROGATE.test(value)) return false;
    this.#closeString(start, start + length);
    return true;
  }

  /** The text stands at `start`; the header before it may turn out longer than the room left for it. */
  #closeString(start: number, end: number): void {
    const length = end - start;
    const header = stringHeader(length);
    const shift = this.#length + header - start;
    if (shift !== 0) this.#bytes.copyWithin(start + shift, start, end);
    if (header === 1) this.#bytes[this.#length++] = 0xa0 | length;
    else if (header === 2) this.#head8(0xd9, length);
    else if (header === 3) this.#head16(0xda, length);
    else this.#head32(0xdb, length);
    this.#length += length;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  #head8(token: number, value: number): void {
    this.#bytes[this.#length++] = token;
    this.#bytes[this.#length++] = value;
  }

  #head16(token: number, value: number): void {
    this.#bytes[this.#length++] = token;
    this.#bytes[this.#length++] = value >> 8;
    this.#bytes[this.#length++] = value;
  }

  #head32(token: number, value: number): void {
    this.#bytes[this.#length++] = token;
    this.#view.setInt32(this.#length, value);
    this.#length += 4;
  }

  #reserve(count: number): void {
    if (this.#length + count > this.#bytes.length) this.#grow(count);
  }

  #grow(count: number): void {
    if (this.#length > this.#maxBytes) throw this.#tooLong();
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#length + count, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
    this.#view = viewOf(grown);
  }

  #tooLong(): LimitError {
    return new LimitError(`${this.#what} takes more than ${this.#maxBytes} bytes; split it, or send a file's name`);
  }
}

/** How many bytes the header of a string takes, by the string's length in bytes. */
function stringHeader(length: number): 1 | 2 | 3 | 5 {
  if (length < 0x20) return 1;
  if (length < 0x100) return 2;
  return length < 0x10000 ? 3 : 5;
}

const FIXED_LENGTHS: readonly number[] = [1, 2, 4, 8, 16];

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
