import { limits } from '../../protocol/limits.js';
import type { Handle } from '../../protocol/messages.js';
import { binaryToBytes } from './binary-values.js';
import type { ByteWriter } from './byte-writer.js';
import { errorFields } from './error-values.js';
import { extension } from './extensions.js';
import { isPlain, kindOf } from './kinds.js';
import { pathOf, refusalOf, refusals, refuse } from './refusals.js';
import { bigintToBytes, dateToBytes, textToBytes } from './scalars.js';

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
  readonly #what: string;
  readonly #references: ReferenceEncoder | undefined;
  readonly #canonical: boolean;
  /** Where the walk stands: the containers around it, and how it continues in each. Only as deep as `#depth` holds. */
  readonly #containers: object[] = [];
  readonly #steps: (string | number)[] = [];
  #depth = 0;

  constructor(writer: ByteWriter, what: string, references: ReferenceEncoder | undefined, canonical: boolean) {
    this.#writer = writer;
    this.#what = what;
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
        throw this.#refuse(refusals.function);
      case 'symbol':
        throw this.#refuse(refusals.symbol);
    }
  }

  #object(value: object): void {
    if (Array.isArray(value)) this.#array(value);
    else if (isPlain(value)) this.#fields(value);
    else this.#special(value);
  }

  #array(array: readonly unknown[]): void {
    const depth = this.#enter(array);
    const length = array.length;
    this.#writer.arrayHeader(length);
    for (let index = 0; index < length; index++) {
      this.#steps[depth] = index;
      this.write(array[index]);
    }
    this.#depth = depth;
  }

  #fields(value: object): void {
    const depth = this.#enter(value);
    const names = Object.keys(value);
    const starts: number[] = [];
    this.#writer.mapHeader(names.length);
    for (const name of names) {
      if (this.#canonical) starts.push(this.#writer.length);
      this.#field(depth, name, (value as Record<string, unknown>)[name]);
    }
    this.#depth = depth;
    if (this.#canonical) this.#writer.sortStretches(starts);
  }

  #field(depth: number, name: string, value: unknown): void {
    if (name === '__proto__') {
      this.#depth = depth;
      throw this.#refuse(refusals.proto);
    }
    this.#text(name);
    this.#steps[depth] = name;
    this.write(value);
  }

  #special(value: object): void {
    const handle = this.#references?.handleOf(value, () => this.#path());
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
    if (this.#canonical) throw this.#refuse(refusals.reference);
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
    const depth = this.#enter(value);
    this.#extension(extension.boxed, () => this.write(value.valueOf()));
    this.#depth = depth;
  }

  #regexp(regexp: RegExp): void {
    const depth = this.#enter(regexp);
    this.#extension(extension.regexp, () => {
      this.#writer.arrayHeader(2);
      this.#text(regexp.source);
      this.#text(regexp.flags);
    });
    this.#depth = depth;
  }

  #binary(value: ArrayBuffer | ArrayBufferView): void {
    const [kind, bytes] = binaryToBytes(value);
    this.#extension(extension.binary, () => {
      this.#writer.raw(Uint8Array.of(kind));
      this.#writer.raw(bytes);
    });
  }

  #map(map: Map<unknown, unknown>): void {
    const depth = this.#enter(map);
    const entries = [...mapEntries.call(map)];
    const starts: number[] = [];
    this.#extension(extension.map, () => {
      this.#writer.mapHeader(entries.length);
      entries.forEach(([key, value], index) => {
        starts.push(this.#writer.length);
        this.#steps[depth] = index * 2;
        this.write(key);
        this.#steps[depth] = index * 2 + 1;
        this.write(value);
      });
      if (this.#canonical) this.#writer.sortStretches(starts);
    });
    this.#depth = depth;
  }

  #set(set: Set<unknown>): void {
    const depth = this.#enter(set);
    const members = [...setValues.call(set)];
    const starts: number[] = [];
    this.#extension(extension.set, () => {
      this.#writer.arrayHeader(members.length);
      members.forEach((member, index) => {
        starts.push(this.#writer.length);
        this.#steps[depth] = index;
        this.write(member);
      });
      if (this.#canonical) this.#writer.sortStretches(starts);
    });
    this.#depth = depth;
  }

  #error(error: Error): void {
    const depth = this.#enter(error);
    const fields = errorFields(error);
    const starts: number[] = [];
    this.#extension(extension.error, () => {
      this.#writer.mapHeader(fields.size);
      for (const [name, value] of fields) {
        starts.push(this.#writer.length);
        this.#field(depth, name, value);
      }
      if (this.#canonical) this.#writer.sortStretches(starts);
    });
    this.#depth = depth;
  }

  #instance(value: object, tag: string): void {
    const refusal = refusalOf(tag);
    if (refusal !== undefined) throw this.#refuse(refusal);
    this.#fields(value);
  }

  #extension(code: number, writePayload: () => void): void {
    const start = this.#writer.beginExtension();
    writePayload();
    this.#writer.endExtension(start, code);
  }

  /** Steps into a container. The few around it are compared one by one: cheaper than a set, and names the cycle. */
  #enter(container: object): number {
    const depth = this.#depth;
    for (let outer = 0; outer < depth; outer++) {
      if (this.#containers[outer] === container) throw this.#refuse(refusals.cycle(this.#pathTo(outer)));
    }
    if (depth === limits.valueDepth) throw this.#refuse(refusals.depth(limits.valueDepth));
    this.#containers[depth] = container;
    this.#depth = depth + 1;
    return depth;
  }

  #refuse(why: string): Error {
    return refuse(this.#path(), why);
  }

  #path(): string {
    return this.#pathTo(this.#depth);
  }

  #pathTo(depth: number): string {
    return pathOf(this.#what, this.#containers.slice(0, depth), this.#steps);
  }
}
