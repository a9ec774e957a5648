import type { Buffer } from 'node:buffer';
import { ByteCursor } from './byte-cursor.js';
import { nameAt } from './texts.js';

/** How far a reader goes before it calls its bytes hostile. */
export interface ReaderLimits {
  /** How deeply arrays and maps may nest. */
  readonly depth: number;
  /** How many arrays, maps and binaries there may be in all. */
  readonly objects: number;
}

/**
 * Reads MessagePack from bytes that nobody vouches for. Whatever they are, it returns what they say or throws a
 * `ProtocolError`, and it allocates in proportion to what is there. This class takes plain MessagePack only, gives maps
 * as plain objects and binary as views; `ValueReader` takes our extensions too.
 */
export class ByteReader extends ByteCursor {
  /** How many more levels, elements and objects may come. An element takes a byte, so there are no more than bytes. */
  #levelsLeft: number;
  #elementsLeft: number;
  #objectsLeft: number;

  constructor(bytes: Uint8Array, what: string, limits: ReaderLimits) {
    super(bytes, what);
    this.#levelsLeft = limits.depth;
    this.#elementsLeft = bytes.length;
    this.#objectsLeft = limits.objects;
  }

  /** The one item that the bytes are. */
  readAll(): unknown {
    const value = this.read();
    if (this.position < this.bytes.length) throw this.problem('goes on after its end');
    return value;
  }

  /** The next item. Tokens are those of the MessagePack specification, by value. */
  protected read(): unknown {
    const token = this.uint8();
    if (token < 0x80) return token;
    if (token < 0x90) return this.#map(token & 0x0f);
    if (token < 0xa0) return this.#array(token & 0x0f);
    if (token < 0xc0) return this.text(token & 0x1f);
    return token < 0xe0 ? this.#sized(token) : token - 0x100;
  }

  #sized(token: number): unknown {
    if (token < 0xc4) return this.#constant(token);
    if (token < 0xc7) return this.#binary(this.size(token - 0xc4));
    if (token < 0xca) return this.#extension(this.size(token - 0xc7));
    if (token < 0xd4) return this.#number(token);
    if (token < 0xd9) return this.#extension(1 << (token - 0xd4));
    if (token < 0xdc) return this.text(this.size(token - 0xd9));
    return token < 0xde ? this.#array(this.size(token - 0xdb)) : this.#map(this.size(token - 0xdd));
  }

  // ── For a reader that takes more ─────────────────────────────────────────────────────────────────────────────────

  /** Makes something of a binary item. The bytes given are a view. */
  protected binary(bytes: Buffer): Uint8Array {
    return bytes;
  }

  /** Makes something of an integer that no JavaScript number holds exactly. */
  protected wideInteger(_value: bigint): unknown {
    throw this.problem('has an integer beyond 2^53 - 1');
  }

  /** Reads an extension's payload, which begins here and has this length; must end exactly behind it. */
  protected extension(code: number, _length: number): unknown {
    throw this.problem(`has an extension, of code ${code}, where none of that code may be`);
  }

  /** An item inside an extension, which counts as a level: else extensions could nest without end. */
  protected inner(): unknown {
    this.#enter(0);
    const value = this.read();
    this.#levelsLeft++;
    return value;
  }

  /** The elements of an array whose header comes next. */
  protected elements(): unknown[] {
    const token = this.uint8();
    if (token >= 0x90 && token < 0xa0) return this.#array(token & 0x0f);
    if (token === 0xdc || token === 0xdd) return this.#array(this.size(token - 0xdb));
    throw this.problem('has something else where an array must be');
  }

  /** The fields of a map whose header comes next; the keys must be strings. */
  protected fields(): Record<string, unknown> {
    return this.#map(this.#mapLength());
  }

  /** The entries of a map whose header comes next; the keys may be anything. */
  protected entries(): Map<unknown, unknown> {
    const length = this.#mapLength();
    this.#enter(length * 2);
    const entries = new Map<unknown, unknown>();
    for (let index = 0; index < length; index++) {
      const key = this.read();
      entries.set(key, this.read());
    }
    this.#levelsLeft++;
    return entries;
  }

  // ── Containers ───────────────────────────────────────────────────────────────────────────────────────────────────

  #array(length: number): unknown[] {
    this.#enter(length);
    const array = new Array<unknown>(length);
    for (let index = 0; index < length; index++) array[index] = this.read();
    this.#levelsLeft++;
    return array;
  }

  #map(length: number): Record<string, unknown> {
    this.#enter(length * 2);
    const map: Record<string, unknown> = {};
    for (let index = 0; index < length; index++) {
      const name = this.#name();
      if (name === '__proto__') throw this.problem('has a field named __proto__');
      map[name] = this.read();
    }
    this.#levelsLeft++;
    return map;
  }

  #mapLength(): number {
    const token = this.uint8();
    if (token >= 0x80 && token < 0x90) return token & 0x0f;
    if (token === 0xde || token === 0xdf) return this.size(token - 0xdd);
    throw this.problem('has something else where a map must be');
  }

  /** Called before anything is allocated for the elements. */
  #enter(elements: number): void {
    this.#elementsLeft -= elements;
    if (this.#elementsLeft < 0) throw this.problem('announces more elements than it has bytes');
    if (--this.#levelsLeft < 0) throw this.problem('is nested too deeply');
    this.#countObject();
  }

  #countObject(): void {
    if (--this.#objectsLeft < 0) throw this.problem('has too many arrays, maps and binaries');
  }

  #name(): string {
    const token = this.uint8();
    if (token >= 0xa0 && token < 0xc0) return nameAt(this.bytes, this.skip(token & 0x1f), token & 0x1f);
    // Strings of more than 31 bytes, and in values the extension for text.
    if (token >= 0xd9 && token < 0xdc) return this.text(this.size(token - 0xd9));
    const name = token >= 0xc7 && token < 0xd9 ? this.#sized(token) : undefined;
    if (typeof name !== 'string') throw this.problem('has a map whose key is not a string');
    return name;
  }

  // ── Scalars ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #constant(token: number): null | boolean {
    if (token === 0xc0) return null;
    if (token === 0xc1) throw this.problem('has the byte c1, which means nothing');
    return token === 0xc3;
  }

  #number(token: number): unknown {
    switch (token) {
      case 0xca:
        return this.float(4);
      case 0xcb:
        return this.float(8);
      case 0xcc:
        return this.uint8();
      case 0xcd:
        return this.uint16();
      case 0xce:
        return this.uint32();
      case 0xcf:
        return this.#integer64(this.uint32());
      case 0xd0:
        return (this.uint8() << 24) >> 24;
      case 0xd1:
        return (this.uint16() << 16) >> 16;
      case 0xd2:
        return this.uint32() | 0;
      default:
        return this.#integer64(this.uint32() | 0);
    }
  }

  #integer64(high: number): unknown {
    const value = this.integer64(high);
    return typeof value === 'number' ? value : this.wideInteger(value);
  }

  #binary(length: number): Uint8Array {
    this.#countObject();
    return this.binary(this.take(length));
  }

  #extension(length: number): unknown {
    const code = this.uint8();
    const end = this.position + length;
    if (end > this.bytes.length) throw this.problem('ends too early');
    const value = this.extension(code, length);
    if (this.position !== end) throw this.problem(`has an extension, of code ${code}, that does not fill its length`);
    return value;
  }
}
