import { Buffer } from 'node:buffer';
import { ProtocolError } from '../../protocol/errors.js';

/** How far a scanner goes before it calls its bytes hostile. */
export interface ScannerLimits {
  /** How deeply arrays and maps may nest. */
  readonly depth: number;
  /** How many arrays, maps and binaries there may be in all. */
  readonly objects: number;
}

const TWO_32 = 0x1_0000_0000;
const PROTO = Buffer.from('__proto__');

/** The bytes that follow the tokens of numbers, from `ca`, float 32, to `d3`, int 64. */
const NUMBER_LENGTHS: readonly number[] = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8];

/**
 * Walks through MessagePack that nobody vouches for, and makes nothing of it. What it lets through is one item, whole
 * and no longer than its bytes, within its limits, whose maps have strings as keys: safe for msgpackr to read, which
 * counts neither levels nor objects and has extensions of its own. This class lets no extension through.
 */
export class Scanner {
  protected readonly bytes: Uint8Array;
  /** Names the bytes in errors, as "the value". */
  protected readonly what: string;
  #position = 0;
  /** How many more levels, elements and objects may come. An element takes a byte, so there are no more than bytes. */
  #levelsLeft: number;
  #elementsLeft: number;
  #objectsLeft: number;

  constructor(bytes: Uint8Array, what: string, limits: ScannerLimits) {
    this.bytes = bytes;
    this.what = what;
    this.#levelsLeft = limits.depth;
    this.#elementsLeft = bytes.length;
    this.#objectsLeft = limits.objects;
  }

  /** Throws a `ProtocolError` unless the bytes are one item as described. */
  scan(): void {
    this.item();
    if (this.#position < this.bytes.length) throw this.problem('goes on after its end');
  }

  // ── For a scanner that lets more through ─────────────────────────────────────────────────────────────────────────

  /** An extension's payload, which begins here and has this length; gives its value. Must end exactly behind it. */
  protected extension(code: number, _length: number): unknown {
    throw this.problem(`has an extension, of code ${code}, where none of that code may be`);
  }

  /** Throws unless the extension's payload, which ends at `end`, was walked through to there. */
  protected endExtension(code: number, end: number): void {
    if (this.#position !== end) throw this.problem(`has an extension, of code ${code}, that does not fill its length`);
  }

  /** An integer that no JavaScript number holds exactly. */
  protected wideInteger(): void {
    throw this.problem('has an integer beyond 2^53 - 1');
  }

  protected get position(): number {
    return this.#position;
  }

  protected problem(says: string): ProtocolError {
    return new ProtocolError(`${this.what} ${says} (byte ${this.#position} of ${this.bytes.length})`);
  }

  /** Moves on by `length` and gives the place before. */
  protected skip(length: number): number {
    const start = this.#position;
    if (length > this.bytes.length - start) throw this.problem('ends too early');
    this.#position = start + length;
    return start;
  }

  /** The next item. Tokens are those of the MessagePack specification, by value. */
  protected item(): void {
    const token = this.#uint8();
    if (token < 0x80 || token >= 0xe0) return;
    if (token < 0x90) this.#map(token & 0x0f);
    else if (token < 0xa0) this.#array(token & 0x0f);
    else if (token < 0xc0) this.skip(token & 0x1f);
    else this.#sized(token);
  }

  /** Steps into a container, or into what nests like one. To be called before its elements; `leave` behind them. */
  protected enter(elements: number): void {
    this.#elementsLeft -= elements;
    if (this.#elementsLeft < 0) throw this.problem('announces more elements than it has bytes');
    if (--this.#levelsLeft < 0) throw this.problem('is nested too deeply');
    this.#countObject();
  }

  protected leave(): void {
    this.#levelsLeft++;
  }

  // ── Items ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #sized(token: number): void {
    if (token < 0xc4) this.#constant(token);
    else if (token < 0xc7) this.#binary(this.#size(token - 0xc4));
    else if (token < 0xca) this.#extension(this.#size(token - 0xc7));
    else if (token < 0xd4) this.#number(token);
    else if (token < 0xd9) this.#extension(1 << (token - 0xd4));
    else if (token < 0xdc) this.skip(this.#size(token - 0xd9));
    else if (token < 0xde) this.#array(this.#size(token - 0xdb));
    else this.#map(this.#size(token - 0xdd));
  }

  #constant(token: number): void {
    if (token === 0xc1) throw this.problem('has the byte c1, which means nothing');
  }

  #number(token: number): void {
    if (token === 0xcf) this.#integer64(this.#uint32());
    else if (token === 0xd3) this.#integer64(this.#uint32() | 0);
    else this.skip(NUMBER_LENGTHS[token - 0xca] as number);
  }

  #integer64(high: number): void {
    const value = high * TWO_32 + this.#uint32();
    if (!Number.isSafeInteger(value)) this.wideInteger();
  }

  #binary(length: number): void {
    this.#countObject();
    this.skip(length);
  }

  #array(length: number): void {
    this.enter(length);
    for (let index = 0; index < length; index++) this.item();
    this.leave();
  }

  #map(length: number): void {
    this.enter(length * 2);
    for (let index = 0; index < length; index++) {
      this.#name();
      this.item();
    }
    this.leave();
  }

  #name(): void {
    const token = this.#uint8();
    if (token >= 0xa0 && token < 0xc0) return this.#plainName(token & 0x1f);
    // Strings of more than 31 bytes, and in values the extension for text.
    if (token >= 0xd9 && token < 0xdc) return this.#plainName(this.#size(token - 0xd9));
    let name: unknown;
    if (token >= 0xc7 && token < 0xca) name = this.#extension(this.#size(token - 0xc7));
    else if (token >= 0xd4 && token < 0xd9) name = this.#extension(1 << (token - 0xd4));
    if (typeof name !== 'string') throw this.problem('has a map whose key is not a string');
    if (name === '__proto__') throw this.#protoField();
  }

  #plainName(length: number): void {
    const start = this.skip(length);
    if (length === PROTO.length && PROTO.every((byte, index) => byte === this.bytes[start + index])) {
      throw this.#protoField();
    }
  }

  #protoField(): ProtocolError {
    return this.problem('has a field named __proto__');
  }

  #extension(length: number): unknown {
    const code = this.#uint8();
    const end = this.#position + length;
    if (end > this.bytes.length) throw this.problem('ends too early');
    const value = this.extension(code, length);
    this.endExtension(code, end);
    return value;
  }

  #countObject(): void {
    if (--this.#objectsLeft < 0) throw this.problem('has too many arrays, maps and binaries');
  }

  // ── Bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #uint8(): number {
    return this.bytes[this.skip(1)] as number;
  }

  #uint16(): number {
    const start = this.skip(2);
    return ((this.bytes[start] as number) << 8) | (this.bytes[start + 1] as number);
  }

  #uint32(): number {
    const high = this.#uint16();
    return high * 0x10000 + this.#uint16();
  }

  /** A length of 1, 2 or 4 bytes, as the token says by its place among its three. */
  #size(place: number): number {
    if (place === 0) return this.#uint8();
    return place === 1 ? this.#uint16() : this.#uint32();
  }
}
