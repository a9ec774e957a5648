import { Buffer } from 'node:buffer';
import { ProtocolError } from '../../protocol/errors.js';
import { textOf } from './short-texts.js';

/** What may be in some bytes, and how far reading goes before it calls them hostile. */
export interface Dialect {
  /** Names the bytes in errors, as "the value". */
  readonly what: string;
  /** How deeply arrays and maps may nest. */
  readonly depth: number;
  /** How many elements of arrays, names and values of maps there may be in all. */
  readonly elements: number;
  /** How many arrays, maps and binaries there may be in all. */
  readonly objects: number;
  /** How many names of fields there may be in all maps. */
  readonly names: number;
  /** Binary in what is read: views of the bytes, or copies. */
  readonly binary: 'views' | 'copies';
  /** Integers that no JavaScript number holds become BigInts; otherwise they are refused. */
  readonly hasWideIntegers: boolean;
  /** Gives the value of an extension, whose payload comes next in `input`; without it, none may be. */
  extension?(input: Input, code: number, length: number): unknown;
}

/** In elements. */
const SHORT_ARRAY = 16;

const TWO_32 = 0x1_0000_0000;

/**
 * Reads MessagePack that nobody vouches for, and checks it as it goes: it is one item, whole and no longer than its bytes,
 * within the limits of its dialect, whose maps have strings as keys. Throws a `ProtocolError` for all else.
 */
export class Input {
  readonly #bytes: Buffer;
  readonly #dialect: Dialect;
  #at = 0;
  /** How many more levels, elements, objects and names may come. An element takes a byte, so there are no more than bytes. */
  #levelsLeft: number;
  #elementsLeft: number;
  #objectsLeft: number;
  #namesLeft: number;

  constructor(bytes: Uint8Array, dialect: Dialect) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#dialect = dialect;
    this.#levelsLeft = dialect.depth;
    this.#elementsLeft = Math.min(bytes.length, dialect.elements);
    this.#objectsLeft = dialect.objects;
    this.#namesLeft = dialect.names;
  }

  /** The item that the bytes are. */
  read(): unknown {
    const item = this.item();
    if (this.#at < this.#bytes.length) throw this.problem('goes on after its end');
    return item;
  }

  // ── For dialects ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** The next item. Tokens are those of the MessagePack specification, by value. */
  item(): unknown {
    const token = this.#uint8();
    if (token < 0x80) return token;
    if (token >= 0xe0) return token - 0x100;
    if (token < 0x90) return this.#map(token & 0x0f);
    if (token < 0xa0) return this.#array(token & 0x0f);
    if (token < 0xc0) return this.#text(token & 0x1f);
    return this.#sized(token);
  }

  /** The next item, which must be an array. */
  array(): unknown[] {
    const token = this.#bytes[this.#at] as number;
    if ((token >= 0x90 && token < 0xa0) || token === 0xdc || token === 0xdd) return this.item() as unknown[];
    throw this.problem('has something else where an array must be');
  }

  /** The next item, which must be a map. */
  map(): Record<string, unknown> {
    const token = this.#bytes[this.#at] as number;
    if ((token >= 0x80 && token < 0x90) || token === 0xde || token === 0xdf) {
      return this.item() as Record<string, unknown>;
    }
    throw this.problem('has something else where a map must be');
  }

  /** The next bytes, which are no item: a view. */
  take(length: number): Buffer {
    const start = this.#skip(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Steps into a container, or into what nests like one. To be called before its elements; `leave` behind them. */
  enter(elements: number): void {
    this.#elementsLeft -= elements;
    if (this.#elementsLeft < 0) throw this.problem('announces more elements than it has bytes, or may have');
    if (--this.#levelsLeft < 0) throw this.problem('is nested too deeply');
    this.#countObject();
  }

  leave(): void {
    this.#levelsLeft++;
  }

  problem(says: string): ProtocolError {
    return new ProtocolError(`${this.#dialect.what} ${says} (byte ${this.#at} of ${this.#bytes.length})`);
  }

  // ── Items ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #sized(token: number): unknown {
    if (token < 0xc4) return this.#constant(token);
    if (token < 0xc7) return this.#binary(this.#size(token - 0xc4));
    if (token < 0xca) return this.#extension(this.#size(token - 0xc7));
    if (token < 0xd4) return this.#number(token);
    if (token < 0xd9) return this.#extension(1 << (token - 0xd4));
    if (token < 0xdc) return this.#text(this.#size(token - 0xd9));
    if (token < 0xde) return this.#array(this.#size(token - 0xdb));
    return this.#map(this.#size(token - 0xdd));
  }

  #constant(token: number): null | boolean {
    if (token === 0xc1) throw this.problem('has the byte c1, which means nothing');
    return token === 0xc0 ? null : token === 0xc3;
  }

  #number(token: number): number | bigint {
    switch (token) {
      case 0xca:
        return this.#bytes.readFloatBE(this.#skip(4));
      case 0xcb:
        return this.#bytes.readDoubleBE(this.#skip(8));
      case 0xcc:
        return this.#uint8();
      case 0xcd:
        return this.#uint16();
      case 0xce:
        return this.#uint32();
      case 0xcf:
        return this.#integer64(this.#uint32());
      case 0xd0:
        return (this.#uint8() << 24) >> 24;
      case 0xd1:
        return (this.#uint16() << 16) >> 16;
      case 0xd2:
        return this.#uint32() | 0;
      default:
        return this.#integer64(this.#uint32() | 0);
    }
  }

  #integer64(high: number): number | bigint {
    const low = this.#uint32();
    const value = high * TWO_32 + low;
    if (Number.isSafeInteger(value)) return value;
    if (this.#dialect.hasWideIntegers) return (BigInt(high) << 32n) | BigInt(low);
    throw this.problem('has an integer beyond 2^53 - 1');
  }

  #text(length: number): string {
    return textOf(this.#bytes, this.#skip(length), length);
  }

  #binary(length: number): Uint8Array {
    this.#countObject();
    const start = this.#skip(length);
    const view = new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + start, length);
    return this.#dialect.binary === 'views' ? view : new Uint8Array(view);
  }

  #array(length: number): unknown[] {
    this.enter(length);
    // A long one's elements may not be there: no room is made for what it only announces.
    const array: unknown[] = length <= SHORT_ARRAY ? new Array(length) : [];
    for (let index = 0; index < length; index++) array[index] = this.item();
    this.leave();
    return array;
  }

  #map(size: number): object {
    this.enter(size * 2);
    this.#namesLeft -= size;
    if (this.#namesLeft < 0) throw this.problem('has too many names of fields');
    const map: Record<string, unknown> = {};
    for (let index = 0; index < size; index++) {
      const name = this.#name();
      map[name] = this.item();
    }
    this.leave();
    return map;
  }

  /** A string; in values also the extension for text. */
  #name(): string {
    const token = this.#uint8();
    let name: unknown;
    if (token >= 0xa0 && token < 0xc0) name = this.#text(token & 0x1f);
    else if (token >= 0xd9 && token < 0xdc) name = this.#text(this.#size(token - 0xd9));
    else if (token >= 0xc7 && token < 0xca) name = this.#extension(this.#size(token - 0xc7));
    else if (token >= 0xd4 && token < 0xd9) name = this.#extension(1 << (token - 0xd4));
    if (typeof name !== 'string') throw this.problem('has a map whose key is not a string');
    if (name === '__proto__') throw this.problem('has a field named __proto__');
    return name;
  }

  #extension(length: number): unknown {
    const code = this.#uint8();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw this.problem('ends too early');
    if (!this.#dialect.extension) {
      throw this.problem(`has an extension, of code ${code}, where none of that code may be`);
    }
    const value = this.#dialect.extension(this, code, length);
    if (this.#at !== end) throw this.problem(`has an extension, of code ${code}, that does not fill its length`);
    return value;
  }

  #countObject(): void {
    if (--this.#objectsLeft < 0) throw this.problem('has too many arrays, maps and binaries');
  }

  // ── Bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Moves on by `length` and gives the place before. */
  #skip(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw this.problem('ends too early');
    this.#at = start + length;
    return start;
  }

  #uint8(): number {
    return this.#bytes[this.#skip(1)] as number;
  }

  #uint16(): number {
    const start = this.#skip(2);
    return ((this.#bytes[start] as number) << 8) | (this.#bytes[start + 1] as number);
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
