import { Buffer } from 'node:buffer';
import { ProtocolError } from '../../protocol/errors.js';
import { textAt } from './texts.js';

const TWO_32 = 0x1_0000_0000;

/** Where the bytes of a float are put in order, so that no view of its own is made for each. */
const float = new DataView(new ArrayBuffer(8));
const floatBytes = new Uint8Array(float.buffer);

/** A place in bytes that nobody vouches for. Moves forward as they are read, and never past their end. */
export class ByteCursor {
  protected readonly bytes: Buffer;
  /** Names the bytes in errors, as "the value". */
  readonly #what: string;
  #position = 0;

  constructor(bytes: Uint8Array, what: string) {
    this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
  }

  protected get position(): number {
    return this.#position;
  }

  protected problem(says: string): ProtocolError {
    return new ProtocolError(`${this.#what} ${says} (byte ${this.#position} of ${this.bytes.length})`);
  }

  /** Moves on by `length` and gives the place before. */
  protected skip(length: number): number {
    const start = this.#position;
    if (length > this.bytes.length - start) throw this.problem('ends too early');
    this.#position = start + length;
    return start;
  }

  protected take(length: number): Buffer {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  protected text(length: number): string {
    return textAt(this.bytes, this.skip(length), length);
  }

  protected uint8(): number {
    return this.bytes[this.skip(1)] as number;
  }

  protected uint16(): number {
    const start = this.skip(2);
    return ((this.bytes[start] as number) << 8) | (this.bytes[start + 1] as number);
  }

  protected uint32(): number {
    const high = this.uint16();
    return high * 0x10000 + this.uint16();
  }

  /** A length of 1, 2 or 4 bytes, as the token says by its place among its three. */
  protected size(place: number): number {
    if (place === 0) return this.uint8();
    return place === 1 ? this.uint16() : this.uint32();
  }

  /** An integer of 64 bits whose upper half was read already, signed or not. */
  protected integer64(high: number): number | bigint {
    const low = this.uint32();
    const value = high * TWO_32 + low;
    return Number.isSafeInteger(value) ? value : BigInt(high) * BigInt(TWO_32) + BigInt(low);
  }

  protected float(width: 4 | 8): number {
    const start = this.skip(width);
    for (let index = 0; index < width; index++) floatBytes[index] = this.bytes[start + index] as number;
    return width === 8 ? float.getFloat64(0) : float.getFloat32(0);
  }
}
