import { limits } from '../../protocol/limits.js';
import type { Handle } from '../../protocol/messages.js';
import { binaryKindOf, bytesIn } from './binary-values.js';
import { errorFields } from './error-values.js';
import { type ExtensionCode, extension } from './extensions.js';
import { isPlain, kindOf, unboxed } from './kinds.js';
import { Output } from './output.js';
import { refusalOf, refusals } from './refusals.js';
import { bigintToBytes, dateToBytes } from './scalars.js';
import type { SpareMemory } from './spare-memory.js';
import { Trail } from './trail.js';
import { writeScalar, writeText } from './unwritten.js';

/** Knows which objects stand for shared objects. Asked about every object that is neither plain nor an array. */
export interface ReferenceEncoder {
  /**
   * The handle of the shared object that `value` is a proxy of; `undefined` for any other object. Throws an
   * `EncodingError` for a proxy that cannot travel, as one of another broker; `path` says where it was found, and `what`
   * in what.
   */
  handleOf(value: object, path: () => string, what: string): Handle | undefined;
}

/** In elements of an array. */
const STRETCH = 65_536;

const NO_BYTES = new Uint8Array(0);

const objectTag = Object.prototype.toString;
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;

/**
 * Walks one user's value, once, and writes it as it goes, so that getters run here and once. What plain MessagePack
 * cannot say is an extension. In canonical order where equal values must give equal bytes. It can be used again, for one
 * value at a time.
 */
export class ValueEncoder {
  readonly #output = new Output();
  readonly #trail = new Trail();
  #what = '';
  #references: ReferenceEncoder | undefined;
  #canonical = false;
  /** The shared objects found, each with its index. */
  #indexes: Map<Handle, number> | undefined;

  encode(
    value: unknown,
    what: string,
    references: ReferenceEncoder | undefined,
    canonical: boolean,
    spare?: SpareMemory,
  ): Uint8Array {
    this.#what = what;
    this.#references = references;
    this.#canonical = canonical;
    this.#indexes = undefined;
    // Pieces that are put in order are compared whole.
    this.#output.begin(0, limits.valueBytes, what, !canonical);
    this.#trail.begin(what);
    this.#item(value);
    return this.#output.finish(0, this.#output.position, spare);
  }

  /** The shared objects in the value, each once; a reference is written as an index into this list. */
  get handles(): readonly Handle[] | undefined {
    return this.#indexes && [...this.#indexes.keys()];
  }

  /** Lets go of the value, also where it was refused. */
  reset(): void {
    this.#references = undefined;
    this.#trail.end();
    this.#output.release();
  }

  #item(value: unknown): void {
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return writeScalar(this.#output, value);
      case 'number':
        return writeScalar(this.#output, value === 0 && this.#canonical ? 0 : value);
      case 'bigint':
        return this.#output.extension(extension.bigint, bigintToBytes(value));
      case 'object':
        return value === null ? this.#output.nil() : this.#object(value);
      case 'function':
        throw this.#trail.refuse(refusals.function);
      case 'symbol':
        throw this.#trail.refuse(refusals.symbol);
    }
  }

  // ── Scalars ──────────────────────────────────────────────────────────────────────────────────────────────────────

  #date(date: Date): void {
    const ms = Date.prototype.getTime.call(date);
    if (Number.isNaN(ms)) this.#output.extension(extension.invalidDate, NO_BYTES);
    else this.#output.extension(extension.timestamp, dateToBytes(ms));
  }

  #bytesIn(value: ArrayBuffer | ArrayBufferView): Uint8Array {
    const bytes = bytesIn(value);
    if (bytes === undefined) throw this.#trail.refuse(refusals.transferred);
    return bytes;
  }

  #binary(value: ArrayBuffer | ArrayBufferView): void {
    this.#output.taggedExtension(extension.binary, binaryKindOf(value), this.#bytesIn(value));
  }

  /** An index, not the handle: the broker and other sessions know the object by other numbers than this one. */
  #reference(handle: Handle): void {
    if (this.#canonical) throw this.#trail.refuse(refusals.reference);
    this.#indexes ??= new Map();
    const index = this.#indexes.get(handle) ?? this.#indexes.size;
    this.#indexes.set(handle, index);
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setUint32(0, index);
    this.#output.extension(extension.reference, payload);
  }

  // ── Containers ───────────────────────────────────────────────────────────────────────────────────────────────────

  #object(value: object): void {
    if (Array.isArray(value)) this.#array(value);
    else if (isPlain(value)) this.#fields(value);
    else this.#special(value);
  }

  #array(array: readonly unknown[]): void {
    const length = array.length;
    if (!Number.isSafeInteger(length) || length < 0) throw this.#trail.refuse(refusals.imitation);
    this.#trail.enter(array);
    this.#output.array(length);
    for (let index = 0; index < length; index++) {
      // It can be long and hold nothing: each of the others takes a byte at least, and a hole three.
      if (index % STRETCH === 0) this.#output.expect(length - index);
      this.#trail.step(index);
      this.#item(array[index]);
    }
    this.#trail.leave();
  }

  /** A plain object has its fields in an order of its own, and only strings as names: else it must be a `Map`. */
  #fields(value: object): void {
    this.#trail.enter(value);
    const names = Object.keys(value);
    this.#output.map(names.length);
    this.#inOrder(names, (name) => {
      this.#name(name);
      this.#item((value as Record<string, unknown>)[name]);
    });
    this.#trail.leave();
  }

  #name(name: string): void {
    if (name === '__proto__') {
      this.#trail.leave();
      throw this.#trail.refuse(refusals.proto);
    }
    writeText(this.#output, name);
    this.#trail.step(name);
  }

  #special(value: object): void {
    const handle = this.#references?.handleOf(value, () => this.#trail.path(), this.#what);
    if (handle !== undefined) return this.#reference(handle);
    const tag = objectTag.call(value);
    switch (kindOf(value, tag)) {
      case 'bytes':
        return this.#output.binary(this.#bytesIn(value as Uint8Array));
      case 'date':
        return this.#date(value as Date);
      case 'map':
        return this.#map(value as Map<unknown, unknown>);
      case 'set':
        return this.#set(value as Set<unknown>);
      case 'error':
        return this.#error(value as Error);
      case 'regexp':
        return this.#regexp(value as RegExp);
      case 'binary':
        return this.#binary(value as ArrayBuffer | ArrayBufferView);
      case 'boxed':
        return this.#nested(extension.boxed, value, () => this.#item(unboxed(value)));
      case 'fields':
        return this.#instance(value, tag);
    }
  }

  /** An extension whose payload is an item, written as the walk goes through `container`. */
  #nested(code: ExtensionCode, container: object, writeItem: () => void): void {
    this.#trail.enter(container);
    const start = this.#output.openExtension();
    writeItem();
    this.#output.closeExtension(code, start);
    this.#trail.leave();
  }

  /** By a copy, which is made of what was compiled: fields of a user's may say something else. */
  #regexp(regexp: RegExp): void {
    const { source, flags } = new RegExp(regexp);
    this.#nested(extension.regexp, regexp, () => {
      this.#output.array(2);
      writeText(this.#output, source);
      writeText(this.#output, flags);
    });
  }

  #map(map: Map<unknown, unknown>): void {
    this.#nested(extension.map, map, () => {
      const entries = [...mapEntries.call(map)];
      this.#output.array(entries.length * 2);
      this.#inOrder(entries, ([key, value], index) => {
        this.#trail.step(index * 2);
        this.#item(key);
        this.#trail.step(index * 2 + 1);
        this.#item(value);
      });
    });
  }

  #set(set: Set<unknown>): void {
    this.#nested(extension.set, set, () => {
      const members = [...setValues.call(set)];
      this.#output.array(members.length);
      this.#inOrder(members, (member, index) => {
        this.#trail.step(index);
        this.#item(member);
      });
    });
  }

  #error(error: Error): void {
    this.#nested(extension.error, error, () => {
      const fields = [...errorFields(error)];
      this.#output.map(fields.length);
      this.#inOrder(fields, ([name, value]) => {
        this.#name(name);
        this.#item(value);
      });
    });
  }

  #instance(value: object, tag: string): void {
    const refusal = refusalOf(tag);
    if (refusal !== undefined) throw this.#trail.refuse(refusal);
    this.#fields(value);
  }

  /** Writes each of these; where the encoding is canonical, in the order of their bytes. */
  #inOrder<Each>(all: readonly Each[], write: (each: Each, index: number) => void): void {
    if (!this.#canonical) {
      for (let index = 0; index < all.length; index++) write(all[index] as Each, index);
      return;
    }
    const begins: number[] = [];
    all.forEach((each, index) => {
      begins.push(this.#output.position);
      write(each, index);
    });
    this.#output.sort(begins);
  }
}
