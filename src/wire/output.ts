import { Buffer } from 'node:buffer';
import { EncodingError, LimitError } from '../../protocol/errors.js';
import { Loans } from './loans.js';
import type { SpareMemory } from './spare-memory.js';

/** Long enough for a whole packet. What is longer gets memory for the moment. */
const MEMORY_BYTES = 1024 * 1024 + 64 * 1024;

/** More than any header or scalar takes. */
const SPARE_BYTES = 64;

/** Texts up to this length are copied by a loop where they are ASCII: to call the runtime costs more. */
const LOOPED_UNITS = 31;

/** The same for bytes. */
const LOOPED_BYTES = 16;

/** Up to this size V8 keeps the bytes of an array beside its other objects, which is far cheaper than memory outside. */
const SMALL_BYTES = 64;

/** A binary from this size on is lent where that is asked for: to copy it costs more than to handle it as a piece. */
const LENT_BYTES = 16_384;

/** What the longest header of an extension takes. */
const EXTENSION_HEADER_BYTES = 6;

/**
 * MessagePack, written one item behind the other into memory that is used again and again; each in its shortest form,
 * integers beyond 32 bits as float 64. It writes what it is told: whoever opens an array says how many items follow.
 */
export class Output {
  readonly #ordinary = Buffer.allocUnsafeSlow(MEMORY_BYTES);
  #memory = this.#ordinary;
  #begin = 0;
  #at = 0;
  #maxBytes = 0;
  #what = '';
  #borrows = false;
  readonly #loans = new Loans();

  /**
   * Begins at `at`; what lies before is left free. Beyond `maxBytes` a `LimitError` names what was to be written. `borrows`:
   * whether large binaries may be lent, which nobody changes then before all is taken from here.
   */
  begin(at: number, maxBytes: number, what: string, borrows: boolean): void {
    this.#memory = this.#ordinary;
    this.#begin = at;
    this.#at = at;
    this.#maxBytes = maxBytes;
    this.#what = what;
    this.#borrows = borrows;
    this.#loans.giveBack();
  }

  /** How much was written since `begin`, with what is lent. */
  get length(): number {
    return this.#at - this.#begin + this.#loans.bytes;
  }

  /** Where the next item goes. */
  get position(): number {
    return this.#at;
  }

  /** Goes back, to write over what is there, or on again. */
  set position(at: number) {
    this.#at = at;
  }

  /** Copies what was written from `from` to `end` to another place. */
  move(to: number, from: number, end: number): void {
    this.#memory.copyWithin(to, from, end);
  }

  /** Refuses what will be too long before memory or time is spent on it: it takes this many bytes more at least. */
  expect(bytes: number): void {
    this.#check(this.length + bytes);
  }

  /** Forgets what was written before `cut`; the rest goes to `to`. */
  forget(cut: number, to: number): void {
    const end = this.#at;
    const left = this.#loans.takeBehind(cut);
    this.#loans.giveBack();
    this.move(to, cut, end);
    this.#at = to + end - cut;
    this.#loans.addMoved(left, to - cut);
  }

  #copy(from: number, end: number, spare?: SpareMemory): Uint8Array {
    const length = end - from;
    this.#check(length);
    const memory = this.#memory;
    const copy = length <= SMALL_BYTES ? new Uint8Array(length) : memoryFor(length, spare);
    if (length > SMALL_BYTES) memory.copy(copy, 0, from, end);
    else for (let index = 0; index < length; index++) copy[index] = memory[from + index] as number;
    return copy;
  }

  /** What was written from `from` to `end`, in pieces: those lent, and copies of what lies between them. */
  pieces(from: number, end: number): Uint8Array[] {
    this.#check(end - from + this.#loans.bytes);
    const pieces: Uint8Array[] = [];
    let begin = from;
    for (const { at, bytes } of this.#loans.upTo(end)) {
      pieces.push(this.#copy(begin, at), bytes);
      begin = at;
    }
    if (begin < end) pieces.push(this.#copy(begin, end));
    return pieces;
  }

  /** The same as one; nothing is here any more. Memory for the moment is given away where little of it is wasted. */
  finish(from: number, end: number, spare?: SpareMemory): Uint8Array {
    if (!this.#loans.isEmpty) return this.#join(from, end, spare);
    const memory = this.#memory;
    this.#memory = this.#ordinary;
    if (memory === this.#ordinary) return this.#copy(from, end, spare);
    this.#check(end - from);
    const written = memory.subarray(from, end);
    return written.length * 4 > memory.length * 3 ? written : Buffer.from(written);
  }

  /** The same in pieces. */
  finishInPieces(from: number, end: number): Uint8Array[] {
    if (this.#loans.isEmpty) return [this.finish(from, end)];
    const pieces = this.pieces(from, end);
    this.release();
    return pieces;
  }

  #join(from: number, end: number, spare: SpareMemory | undefined): Uint8Array {
    const bytes = end - from + this.#loans.bytes;
    this.#check(bytes);
    if (!this.#loans.isWhole) throw new EncodingError(`a buffer in ${this.#what} was detached while it was read`);
    const whole = memoryFor(bytes, spare);
    let begin = from;
    let to = 0;
    for (const loan of this.#loans.upTo(end)) {
      to += this.#memory.copy(whole, to, begin, loan.at);
      whole.set(loan.bytes, to);
      to += loan.bytes.length;
      begin = loan.at;
    }
    this.#memory.copy(whole, to, begin, end);
    this.release();
    return whole;
  }

  /** Gives up memory for the moment, also where what was begun is never finished. */
  release(): void {
    this.#memory = this.#ordinary;
    this.#loans.giveBack();
  }

  // ── Items ────────────────────────────────────────────────────────────────────────────────────────────────────────

  nil(): void {
    this.#token(0xc0);
  }

  boolean(value: boolean): void {
    this.#token(value ? 0xc3 : 0xc2);
  }

  /** There are many NaNs in float 64 and one in JavaScript: it gets the same bytes on every machine. -0 becomes 0. */
  number(value: number): void {
    if (value >>> 0 === value) this.#natural(value);
    else if (value >> 0 === value) this.#negative(value);
    else this.#float(value);
  }

  /** Half a character becomes U+FFFD. */
  text(text: string): void {
    if (this.shortText(text)) return;
    const length = Buffer.byteLength(text);
    this.#reserve(length + SPARE_BYTES);
    if (length < 0x20) this.#token(0xa0 | length);
    else this.#sized(0xd9, length);
    this.#at += this.#memory.write(text, this.#at, length);
  }

  /** Writes a text if it is short and ASCII, as most are; gives whether it was. */
  shortText(text: string): boolean {
    const length = text.length;
    if (length > LOOPED_UNITS) return false;
    this.#reserve(SPARE_BYTES);
    const memory = this.#memory;
    const start = this.#at + 1;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) return false;
      memory[start + index] = unit;
    }
    memory[start - 1] = 0xa0 | length;
    this.#at = start + length;
    return true;
  }

  binary(bytes: Uint8Array): void {
    this.#sized(0xc4, bytes.length);
    this.#appendOrBorrow(bytes);
  }

  /** The items follow. */
  array(length: number): void {
    if (length < 0x10) this.#token(0x90 | length);
    else this.#sized16(0xdc, length);
  }

  /** As many names and values follow, in turn. */
  map(size: number): void {
    if (size < 0x10) this.#token(0x80 | size);
    else this.#sized16(0xde, size);
  }

  extension(code: number, payload: Uint8Array): void {
    this.#reserve(payload.length + SPARE_BYTES);
    this.#extensionHeader(code, payload.length);
    this.#append(payload);
  }

  /** An extension whose payload is one byte and then these. */
  taggedExtension(code: number, tag: number, bytes: Uint8Array): void {
    this.#extensionHeader(code, 1 + bytes.length);
    this.#token(tag);
    this.#appendOrBorrow(bytes);
  }

  /** Whatever is written from now on is the payload of an extension; gives what `closeExtension` needs. */
  openExtension(): number {
    this.#reserve(SPARE_BYTES);
    const start = this.#at;
    this.#at = start + EXTENSION_HEADER_BYTES;
    return start;
  }

  closeExtension(code: number, start: number): void {
    const payload = start + EXTENSION_HEADER_BYTES;
    const end = this.#at;
    const inside = this.#loans.takeBehind(start);
    this.#at = start;
    this.#extensionHeader(code, end - payload + inside.bytes);
    const moved = this.#at - payload;
    this.move(this.#at, payload, end);
    this.#at += end - payload;
    this.#loans.addMoved(inside, moved);
  }

  /** Whatever is written from now on, less than 256 bytes, is a binary; gives what `closeShortBinary` needs. */
  openShortBinary(): number {
    this.#reserve(SPARE_BYTES);
    const start = this.#at;
    this.#memory[start] = 0xc4;
    this.#at = start + 2;
    return start;
  }

  closeShortBinary(start: number): void {
    this.#memory[start + 1] = this.#at - start - 2;
  }

  /** Brings pieces that were written one behind the other, and begin at these places, into the order of their bytes. */
  sort(begins: readonly number[]): void {
    const first = begins[0] ?? this.#at;
    const pieces = begins.map((begin, index) => this.#memory.subarray(begin, begins[index + 1] ?? this.#at));
    Buffer.concat(pieces.sort(Buffer.compare)).copy(this.#memory, first);
  }

  // ── Bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #token(byte: number): void {
    if (this.#at >= this.#memory.length) this.#reserve(SPARE_BYTES);
    this.#memory[this.#at++] = byte;
  }

  #natural(value: number): void {
    if (value < 0x80) this.#token(value);
    else this.#sized(0xcc, value);
  }

  #negative(value: number): void {
    if (value >= -0x20) {
      this.#token(value & 0xff);
      return;
    }
    const [token, bytes] = value >= -0x80 ? [0xd0, 1] : value >= -0x8000 ? [0xd1, 2] : [0xd2, 4];
    this.#reserve(SPARE_BYTES);
    this.#memory[this.#at] = token;
    this.#memory.writeIntBE(value, this.#at + 1, bytes);
    this.#at += 1 + bytes;
  }

  #float(value: number): void {
    this.#token(0xcb);
    this.#reserve(SPARE_BYTES);
    this.#at = this.#memory.writeDoubleBE(Number.isNaN(value) ? Number.NaN : value, this.#at);
  }

  #appendOrBorrow(bytes: Uint8Array): void {
    if (this.#borrows && bytes.length >= LENT_BYTES) {
      this.expect(bytes.length);
      this.#loans.add(this.#at, bytes);
    } else {
      this.#reserve(bytes.length + SPARE_BYTES);
      this.#append(bytes);
    }
  }

  #append(bytes: Uint8Array): void {
    const memory = this.#memory;
    const at = this.#at;
    if (bytes.length > LOOPED_BYTES) memory.set(bytes, at);
    else for (let index = 0; index < bytes.length; index++) memory[at + index] = bytes[index] as number;
    this.#at = at + bytes.length;
  }

  #extensionHeader(code: number, length: number): void {
    const isFixed = length > 0 && length <= 16 && (length & (length - 1)) === 0;
    if (isFixed) this.#token(0xd4 + 31 - Math.clz32(length));
    else this.#sized(0xc7, length);
    this.#token(code);
  }

  /** A number of 1, 2 or 4 bytes behind `token` or one of the two after it. */
  #sized(token: number, size: number): void {
    if (size > 0xff) {
      this.#sized16(token + 1, size);
      return;
    }
    this.#reserve(SPARE_BYTES);
    this.#memory[this.#at++] = token;
    this.#memory[this.#at++] = size;
  }

  /** The same of 2 or 4 bytes, behind `token` or the one after it. */
  #sized16(token: number, size: number): void {
    this.#reserve(SPARE_BYTES);
    const memory = this.#memory;
    if (size <= 0xffff) {
      memory[this.#at++] = token;
    } else {
      memory[this.#at++] = token + 1;
      memory[this.#at++] = size >>> 24;
      memory[this.#at++] = size >>> 16;
    }
    memory[this.#at++] = size >>> 8;
    memory[this.#at++] = size;
  }

  // ── Memory ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #reserve(bytes: number): void {
    if (this.#at + bytes > this.#memory.length) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const needed = this.#at + bytes;
    this.#check(needed - SPARE_BYTES - this.#begin + this.#loans.bytes);
    const isFirst = this.#memory === this.#ordinary;
    // One large binary is nearly all of its message, as a rule; where it is not, doubling copies each byte once or twice.
    const larger = Buffer.allocUnsafeSlow(
      isFirst ? needed + (needed >>> 3) : Math.max(needed, this.#memory.length * 2),
    );
    this.#memory.copy(larger, 0, 0, this.#at);
    this.#memory = larger;
  }

  #check(bytes: number): void {
    if (bytes <= this.#maxBytes) return;
    this.#memory = this.#ordinary;
    this.#loans.giveBack();
    throw new LimitError(`${this.#what} takes more than ${this.#maxBytes} bytes; split it, or send the name of a file`);
  }
}

function memoryFor(length: number, spare: SpareMemory | undefined): Buffer {
  return spare === undefined ? Buffer.allocUnsafe(length) : spare.take(length);
}
