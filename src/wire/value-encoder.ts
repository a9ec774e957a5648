import type { Handle } from '../../protocol/messages.js';
import { binaryToBytes } from './binary-values.js';
import type { ByteWriter } from './byte-writer.js';
import { errorFields } from './error-values.js';
import { extension } from './extensions.js';
import { isPlain, kindOf } from './kinds.js';
import { refusalOf, refusals } from './refusals.js';
import { bigintToBytes, dateToBytes, textToBytes } from './scalars.js';
import { Trail } from './trail.js';

/** Knows which objects stand for shared objects. Asked about every object that is neither plain nor an array. */
export interface ReferenceEncoder {
  /**
   * The handle of the shared object that `value` is a proxy of; `undefined` for any other object. Throws an
   * `EncodingError` for a proxy that cannot travel, as one of another broker; `path` says where it was found.
   */
  handleOf(value: object, path: () => string): Handle | undefined;
}

const ZERO_BYTE = Uint8Array.of(0);
const NO_BYTES = new Uint8Array(0);

const objectTag = Object.prototype.toString;
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;

/** Walks one user's value, once, and writes it. In canonical order where equal values must give equal bytes. */
export class ValueEncoder {
  /** The shared objects found, each once; a reference is written as an index into this list. */
  readonly handles: Handle[] = [];
  #indexes: Map<Handle, number> | undefined;
  readonly #writer: ByteWriter;
  readonly #trail: Trail;
  readonly #references: ReferenceEncoder | undefined;
  readonly #canonical: boolean;

  constructor(writer: ByteWriter, what: string, references: ReferenceEncoder | undefined, canonical: boolean) {
    this.#writer = writer;
    this.#trail = new Trail(what);
    this.#references = references;
    this.#canonical = canonical;
  }

  write(value: unknown): void {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        // The sum is 0 for -0, which is equal to 0 as a key.
        return this.#writer.number(this.#canonical ? value + 0 : value);
      case 'boolean':
        return this.#writer.boolean(value);
      case 'undefined':
        return this.#writer.extension(extension.undefined, ZERO_BYTE);
      case 'bigint':
        return this.#writer.extension(extension.bigint, bigintToBytes(value));
      case 'object':
        return value === null ? this.#writer.nil() : this.#object(value);
      case 'function':
        throw this.#trail.refuse(refusals.function);
      case 'symbol':
        throw this.#trail.refuse(refusals.symbol);
    }
  }

  #object(value: object): void {
    if (Array.isArray(value)) this.#array(value);
    else if (isPlain(value)) this.#fields(value);
    else this.#special(value);
  }

  #array(array: readonly unknown[]): void {
    this.#trail.enter(array);
    const length = array.length;
    this.#writer.arrayHeader(length);
    for (let index = 0; index < length; index++) {
      this.#trail.step(index);
      this.write(array[index]);
    }
    this.#trail.leave();
  }

  #fields(value: object): void {
    this.#trail.enter(value);
    const names = Object.keys(value);
    const starts: number[] = [];
    this.#writer.mapHeader(names.length);
    for (const name of names) {
      if (this.#canonical) starts.push(this.#writer.length);
      this.#field(name, (value as Record<string, unknown>)[name]);
    }
    this.#trail.leave();
    if (this.#canonical) this.#writer.sortStretches(starts);
  }

  #field(name: string, value: unknown): void {
    if (name === '__proto__') {
      this.#trail.leave();
      throw this.#trail.refuse(refusals.proto);
    }
    this.#text(name);
    this.#trail.step(name);
    this.write(value);
  }

  #special(value: object): void {
    const handle = this.#references?.handleOf(value, () => this.#trail.path());
    if (handle !== undefined) return this.#reference(handle);
    const tag = objectTag.call(value);
    switch (kindOf(value, tag)) {
      case 'bytes':
        return this.#writer.binary(value as Uint8Array);
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
        return this.#boxed(value);
      case 'fields':
        return this.#instance(value, tag);
    }
  }

  /** An index, not the handle: the broker and other sessions know the object by other numbers than this one. */
  #reference(handle: Handle): void {
    if (this.#canonical) throw this.#trail.refuse(refusals.reference);
    this.#indexes ??= new Map();
    const index = this.#indexes.get(handle) ?? this.handles.push(handle) - 1;
    this.#indexes.set(handle, index);
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setUint32(0, index);
    this.#writer.extension(extension.reference, payload);
  }

  #text(text: string): void {
    if (!this.#writer.string(text)) this.#writer.extension(extension.text, textToBytes(text));
  }

  #date(date: Date): void {
    const ms = Date.prototype.getTime.call(date);
    if (Number.isNaN(ms)) this.#writer.extension(extension.invalidDate, NO_BYTES);
    else this.#writer.extension(extension.timestamp, dateToBytes(ms));
  }

  #boxed(value: object): void {
    this.#trail.enter(value);
    this.#extension(extension.boxed, () => this.write(value.valueOf()));
    this.#trail.leave();
  }

  #regexp(regexp: RegExp): void {
    this.#trail.enter(regexp);
    this.#extension(extension.regexp, () => {
      this.#writer.arrayHeader(2);
      this.#text(regexp.source);
      this.#text(regexp.flags);
    });
    this.#trail.leave();
  }

  #binary(value: ArrayBuffer | ArrayBufferView): void {
    const [kind, bytes] = binaryToBytes(value);
    this.#extension(extension.binary, () => {
      this.#writer.raw(Uint8Array.of(kind));
      this.#writer.raw(bytes);
    });
  }

  #map(map: Map<unknown, unknown>): void {
    this.#trail.enter(map);
    const entries = [...mapEntries.call(map)];
    const starts: number[] = [];
    this.#extension(extension.map, () => {
      this.#writer.mapHeader(entries.length);
      entries.forEach(([key, value], index) => {
        starts.push(this.#writer.length);
        this.#trail.step(index * 2);
        this.write(key);
        this.#trail.step(index * 2 + 1);
        this.write(value);
      });
      if (this.#canonical) this.#writer.sortStretches(starts);
    });
    this.#trail.leave();
  }

  #set(set: Set<unknown>): void {
    this.#trail.enter(set);
    const members = [...setValues.call(set)];
    const starts: number[] = [];
    this.#extension(extension.set, () => {
      this.#writer.arrayHeader(members.length);
      members.forEach((member, index) => {
        starts.push(this.#writer.length);
        this.#trail.step(index);
        this.write(member);
      });
      if (this.#canonical) this.#writer.sortStretches(starts);
    });
    this.#trail.leave();
  }

  #error(error: Error): void {
    this.#trail.enter(error);
    const fields = errorFields(error);
    const starts: number[] = [];
    this.#extension(extension.error, () => {
      this.#writer.mapHeader(fields.size);
      for (const [name, value] of fields) {
        starts.push(this.#writer.length);
        this.#field(name, value);
      }
      if (this.#canonical) this.#writer.sortStretches(starts);
    });
    this.#trail.leave();
  }

  #instance(value: object, tag: string): void {
    const refusal = refusalOf(tag);
    if (refusal !== undefined) throw this.#trail.refuse(refusal);
    this.#fields(value);
  }

  #extension(code: number, writePayload: () => void): void {
    const start = this.#writer.beginExtension();
    writePayload();
    this.#writer.endExtension(start, code);
  }
}
