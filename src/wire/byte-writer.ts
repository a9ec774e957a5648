import { Buffer } from 'node:buffer';
import { ByteBuffer } from './byte-buffer.js';

/** Up to here a loop in JavaScript is faster than a call into the engine's UTF-8 encoder. */
const LOOPED_STRING = 48;
/** From here on the exact UTF-8 length is found first, rather than three bytes reserved for each character. */
const MEASURED_STRING = 64 * 1024;

const TWO_32 = 0x1_0000_0000;
/** With the `u` flag a surrogate matches only when it stands alone. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** The payload lengths that have a header of their own, of tokens from d4 on. */
const FIXED_LENGTHS: readonly number[] = [1, 2, 4, 8, 16];

/**
 * Writes MessagePack items, each in its shortest form. Knows the format and nothing of what the items mean. Integers
 * are written as integers up to 2^53 - 1 either way, all other numbers as float 64.
 */
export class ByteWriter extends ByteBuffer {
  nil(): void {
    this.#byte(0xc0);
  }

  boolean(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  number(value: number): void {
    this.reserve(9);
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
    this.reserve(5);
    if (length < 0x100) this.head8(0xc4, length);
    else if (length < 0x10000) this.head16(0xc5, length);
    else this.head32(0xc6, length);
    this.raw(value);
  }

  /** An array can be long and hold nothing; it is refused before each of its holes is written. */
  arrayHeader(length: number): void {
    this.expect(length);
    this.reserve(5);
    if (length < 0x10) this.bytes[this.end++] = 0x90 | length;
    else if (length < 0x10000) this.head16(0xdc, length);
    else this.head32(0xdd, length);
  }

  mapHeader(length: number): void {
    this.reserve(5);
    if (length < 0x10) this.bytes[this.end++] = 0x80 | length;
    else if (length < 0x10000) this.head16(0xde, length);
    else this.head32(0xdf, length);
  }

  extension(code: number, payload: Uint8Array): void {
    const start = this.beginExtension();
    this.raw(payload);
    this.endExtension(start, code);
  }

  /** What is written between this and `endExtension`, given the number returned here, becomes an extension's payload. */
  beginExtension(): number {
    this.reserve(6);
    this.end += 3;
    return this.end;
  }

  /** The payload was written behind a header for less than 256 bytes; any other header moves it. */
  endExtension(start: number, code: number): void {
    const length = this.end - start;
    const fixed = FIXED_LENGTHS.indexOf(length);
    const header = fixed >= 0 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 6;
    const shift = header - 3;
    if (shift !== 0) {
      this.reserve(3);
      this.bytes.copyWithin(start + shift, start, this.end);
      this.end += shift;
    }
    const end = this.end;
    this.end = start - 3;
    if (fixed >= 0) this.bytes[this.end++] = 0xd4 + fixed;
    else if (length < 0x100) this.head8(0xc7, length);
    else if (length < 0x10000) this.head16(0xc8, length);
    else this.head32(0xc9, length);
    this.bytes[this.end] = code;
    this.end = end;
  }

  #unsigned(value: number): void {
    if (value < 0x80) {
      if (value === 0 && 1 / value < 0) this.#float(value);
      else this.bytes[this.end++] = value;
    } else if (value < 0x100) this.head8(0xcc, value);
    else if (value < 0x10000) this.head16(0xcd, value);
    else this.head32(0xce, value);
  }

  #negative(value: number): void {
    if (value >= -0x20) this.bytes[this.end++] = 0x100 + value;
    else if (value >= -0x80) this.head8(0xd0, value + 0x100);
    else if (value >= -0x8000) this.head16(0xd1, value + 0x10000);
    else this.head32(0xd2, value);
  }

  #integer64(value: number): void {
    const high = Math.floor(value / TWO_32);
    this.head32(value > 0 ? 0xcf : 0xd3, high);
    this.view.setUint32(this.end, value - high * TWO_32);
    this.end += 4;
  }

  /** There are many NaNs in float 64 and one in JavaScript: it gets the same bytes on every machine. */
  #float(value: number): void {
    if (Number.isNaN(value)) {
      this.head32(0xcb, 0x7ff80000);
      this.view.setUint32(this.end, 0);
      this.end += 4;
      return;
    }
    this.bytes[this.end++] = 0xcb;
    this.view.setFloat64(this.end, value);
    this.end += 8;
  }

  /** Gives up at the first character that is not ASCII. */
  #shortString(value: string): boolean {
    const length = value.length;
    this.reserve(2 + length);
    const start = this.end + (length < 0x20 ? 1 : 2);
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code >= 0x80) return this.#longString(value);
      this.bytes[start + index] = code;
    }
    this.#closeString(start, start + length);
    return true;
  }

  #longString(value: string): boolean {
    const units = value.length;
    this.expect(units);
    this.reserve(5 + (units < MEASURED_STRING ? units * 3 : Buffer.byteLength(value)));
    const start = this.end + stringHeader(units);
    const length = this.bytes.write(value, start);
    if (length !== units && LONE_SURROGATE.test(value)) return false;
    this.#closeString(start, start + length);
    return true;
  }

  /** The text stands at `start`; the header before it may turn out longer than the room left for it. */
  #closeString(start: number, end: number): void {
    const length = end - start;
    const header = stringHeader(length);
    const shift = this.end + header - start;
    if (shift !== 0) this.bytes.copyWithin(start + shift, start, end);
    if (header === 1) this.bytes[this.end++] = 0xa0 | length;
    else if (header === 2) this.head8(0xd9, length);
    else if (header === 3) this.head16(0xda, length);
    else this.head32(0xdb, length);
    this.end += length;
  }

  #byte(value: number): void {
    this.reserve(1);
    this.bytes[this.end++] = value;
  }
}

/** How many bytes the header of a string takes, by the string's length in bytes. */
function stringHeader(length: number): 1 | 2 | 3 | 5 {
  if (length < 0x20) return 1;
  if (length < 0x100) return 2;
  return length < 0x10000 ? 3 : 5;
}
