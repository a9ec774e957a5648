import type { Buffer } from 'node:buffer';
import { limits } from '../../protocol/limits.js';
import type { Handle } from '../../protocol/messages.js';
import { binaryToBytes } from './binary-values.js';
import { ByteBudget } from './byte-budget.js';
import { type EntryItem, inOrder, inOrderOfKeys } from './canonical-order.js';
import { errorFields } from './error-values.js';
import { extension } from './extensions.js';
import { isPlain, kindOf } from './kinds.js';
import { refusalOf, refusals } from './refusals.js';
import { bigintToBytes, dateToBytes, textToBytes } from './scalars.js';
import { isPlainText } from './texts.js';
import { Trail } from './trail.js';
import { type ExtensionCode, extensionItem, packValue } from './value-items.js';

/** Knows which objects stand for shared objects. Asked about every object that is neither plain nor an array. */
export interface ReferenceEncoder {
  /**
   * The handle of the shared object that `value` is a proxy of; `undefined` for any other object. Throws an
   * `EncodingError` for a proxy that cannot travel, as one of another broker; `path` says where it was found.
   */
  handleOf(value: object, path: () => string): Handle | undefined;
}

const NO_BYTES = new Uint8Array(0);
const negativeZero = extensionItem(extension.negativeZero, NO_BYTES);
const invalidDate = extensionItem(extension.invalidDate, NO_BYTES);

const objectTag = Object.prototype.toString;
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;

/**
 * Walks one user's value, once, and makes the items that msgpackr packs: a copy, so that getters run here and once, in
 * which everything that plain MessagePack cannot say is an extension. In canonical order where equal values must give
 * equal bytes.
 */
export class ValueEncoder {
  /** The shared objects found, each once; a reference is written as an index into this list. */
  readonly handles: Handle[] = [];
  #indexes: Map<Handle, number> | undefined;
  readonly #budget: ByteBudget;
  readonly #trail: Trail;
  readonly #references: ReferenceEncoder | undefined;
  readonly #canonical: boolean;

  constructor(what: string, references: ReferenceEncoder | undefined, canonical: boolean) {
    this.#budget = new ByteBudget(limits.valueBytes, what);
    this.#trail = new Trail(what);
    this.#references = references;
    this.#canonical = canonical;
  }

  encode(value: unknown): Buffer {
    return this.#budget.checked(packValue(this.#item(value)));
  }

  #item(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
        return this.#text(value);
      case 'number':
        return this.#number(value);
      case 'boolean':
        return value;
      case 'undefined':
        this.#budget.spend(2);
        return value;
      case 'bigint':
        return this.#scalar(extension.bigint, bigintToBytes(value));
      case 'object':
        return value === null ? null : this.#object(value);
      case 'function':
        throw this.#trail.refuse(refusals.function);
      case 'symbol':
        throw this.#trail.refuse(refusals.symbol);
    }
  }

  // ── Scalars ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** There are many NaNs in float 64 and one in JavaScript: it gets the same bytes on every machine. */
  #number(value: number): unknown {
    if (value === 0) return Object.is(value, -0) && !this.#canonical ? negativeZero : 0;
    return Number.isNaN(value) ? Number.NaN : value;
  }

  #text(text: string): unknown {
    this.#budget.spend(text.length);
    return isPlainText(text) ? text : extensionItem(extension.text, textToBytes(text));
  }

  #scalar(code: ExtensionCode, payload: Uint8Array): object {
    this.#budget.spend(payload.length);
    return extensionItem(code, payload);
  }

  #date(date: Date): object {
    const ms = Date.prototype.getTime.call(date);
    return Number.isNaN(ms) ? invalidDate : this.#scalar(extension.timestamp, dateToBytes(ms));
  }

  /** A view without a class or fields of a user's. */
  #bytes(bytes: Uint8Array): Uint8Array {
    this.#budget.spend(bytes.byteLength);
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #binary(value: ArrayBuffer | ArrayBufferView): object {
    const [kind, bytes] = binaryToBytes(value);
    this.#budget.spend(bytes.length);
    const payload = new Uint8Array(1 + bytes.length);
    payload[0] = kind;
    payload.set(bytes, 1);
    return extensionItem(extension.binary, payload);
  }

  /** An index, not the handle: the broker and other sessions know the object by other numbers than this one. */
  #reference(handle: Handle): object {
    if (this.#canonical) throw this.#trail.refuse(refusals.reference);
    this.#indexes ??= new Map();
    const index = this.#indexes.get(handle) ?? this.handles.push(handle) - 1;
    this.#indexes.set(handle, index);
    const payload = new Uint8Array(4);
    new DataView(payload.buffer).setUint32(0, index);
    return this.#scalar(extension.reference, payload);
  }

  // ── Containers ───────────────────────────────────────────────────────────────────────────────────────────────────

  #object(value: object): object {
    if (Array.isArray(value)) return this.#array(value);
    return isPlain(value) ? this.#fields(value) : this.#special(value);
  }

  #array(array: readonly unknown[]): unknown[] {
    this.#trail.enter(array);
    const length = array.length;
    // It can be long and hold nothing; it is refused before each of its holes is looked at.
    this.#budget.spend(length);
    const items = new Array<unknown>(length);
    for (let index = 0; index < length; index++) {
      this.#trail.step(index);
      items[index] = this.#item(array[index]);
    }
    this.#trail.leave();
    return items;
  }

  /** A plain object has its fields in an order of its own, and only strings as names: else it must be a `Map`. */
  #fields(value: object): object {
    this.#trail.enter(value);
    const items: Record<string, unknown> = { ...value };
    const names = Object.keys(items);
    for (const name of names) {
      const field = items[name];
      const item = this.#field(name, field);
      if (item !== field) items[name] = item;
    }
    this.#trail.leave();
    if (!this.#canonical && names.every(isPlainText)) return items;
    return this.#mapItem(names.map((name) => [name, items[name]]));
  }

  #field(name: string, value: unknown): unknown {
    if (name === '__proto__') {
      this.#trail.leave();
      throw this.#trail.refuse(refusals.proto);
    }
    this.#budget.spend(1 + name.length);
    this.#trail.step(name);
    return this.#item(value);
  }

  /** What msgpackr packs as a map with these names. */
  #mapItem(fields: readonly (readonly [name: string, item: unknown])[]): Map<unknown, unknown> {
    const entries = fields.map(([name, item]): EntryItem => [this.#text(name), item]);
    return new Map(this.#canonical ? inOrderOfKeys(entries) : entries);
  }

  #special(value: object): object {
    const handle = this.#references?.handleOf(value, () => this.#trail.path());
    if (handle !== undefined) return this.#reference(handle);
    const tag = objectTag.call(value);
    switch (kindOf(value, tag)) {
      case 'bytes':
        return this.#bytes(value as Uint8Array);
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
        return this.#nested(extension.boxed, value, () => this.#item(value.valueOf()));
      case 'fields':
        return this.#instance(value, tag);
    }
  }

  /** An extension whose payload is an item, made as the walk goes through `container`. */
  #nested(code: ExtensionCode, container: object, item: () => unknown): object {
    this.#trail.enter(container);
    const payload = packValue(item());
    this.#trail.leave();
    return extensionItem(code, payload);
  }

  #regexp(regexp: RegExp): object {
    return this.#nested(extension.regexp, regexp, () => [this.#text(regexp.source), this.#text(regexp.flags)]);
  }

  #map(map: Map<unknown, unknown>): object {
    return this.#nested(extension.map, map, () => {
      const entries = [...mapEntries.call(map)].map(([key, value], index): EntryItem => {
        this.#trail.step(index * 2);
        const keyItem = this.#item(key);
        this.#trail.step(index * 2 + 1);
        return [keyItem, this.#item(value)];
      });
      return (this.#canonical ? inOrder(entries) : entries).flat();
    });
  }

  #set(set: Set<unknown>): object {
    return this.#nested(extension.set, set, () => {
      const members = [...setValues.call(set)].map((member, index) => {
        this.#trail.step(index);
        return this.#item(member);
      });
      return this.#canonical ? inOrder(members) : members;
    });
  }

  #error(error: Error): object {
    return this.#nested(extension.error, error, () =>
      this.#mapItem([...errorFields(error)].map(([name, field]) => [name, this.#field(name, field)])),
    );
  }

  #instance(value: object, tag: string): object {
    const refusal = refusalOf(tag);
    if (refusal !== undefined) throw this.#trail.refuse(refusal);
    return this.#fields(value);
  }
}
