import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../describe.js';
import { isIterable } from '../iterables.js';
import { isPlainObject } from '../plain-objects.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { dictOperations } from './operations.js';

/** What a dict can be filled from: pairs, as a `Map` gives them, or a plain object. */
export type Entries<K, V> = Iterable<readonly [K, V]> | (K extends string ? Readonly<Record<K, V>> : never);

export interface PopOptions<V> extends CallOptions {
  /** What to resolve to if the key is missing, instead of rejecting. */
  readonly default?: V;
}

/**
 * A mapping shared by all who hold a proxy of it, in order of insertion: `Map`'s names, Python's `dict` for the rest.
 * Keys may be any value; equal content is an equal key. PROTOCOL.md, "Dict".
 */
export class SharedDict<K = string, V = unknown>
  extends SharedObject<typeof dictOperations>
  implements AsyncIterable<[K, V]>
{
  constructor(reference: Reference) {
    super(reference, dictOperations);
  }

  /** The value under `key`; `undefined` if there is none. */
  get(key: K, options?: CallOptions): Promise<V | undefined> {
    return this.invoke('get', [key], options) as Promise<V | undefined>;
  }

  set(key: K, value: V, options?: CallOptions): Promise<void> {
    return this.invoke('set', [key, value], options);
  }

  has(key: K, options?: CallOptions): Promise<boolean> {
    return this.invoke('has', [key], options);
  }

  /** Resolves to whether there was such a key. */
  delete(key: K, options?: CallOptions): Promise<boolean> {
    return this.invoke('delete', [key], options);
  }

  size(options?: CallOptions): Promise<number> {
    return this.invoke('size', [], options);
  }

  clear(options?: CallOptions): Promise<void> {
    return this.invoke('clear', [], options);
  }

  /** All keys, as they were at one moment. */
  keys(options?: CallOptions): Promise<K[]> {
    return this.invoke('keys', [], options) as Promise<K[]>;
  }

  /** All values, as they were at one moment. */
  values(options?: CallOptions): Promise<V[]> {
    return this.invoke('values', [], options) as Promise<V[]>;
  }

  /** All pairs, as they were at one moment. */
  entries(options?: CallOptions): Promise<[K, V][]> {
    return this.invoke('entries', [], options) as Promise<[K, V][]>;
  }

  /** Removes `key` and resolves to its value. A missing key rejects with `KeyError`, unless there is a `default`. */
  pop(key: K, options?: PopOptions<V>): Promise<V> {
    return this.invoke('pop', [key], options) as Promise<V>;
  }

  /** Removes the pair inserted last and resolves to it. An empty dict rejects with `KeyError`. */
  popItem(options?: CallOptions): Promise<[K, V]> {
    return this.invoke('popItem', [], options) as Promise<[K, V]>;
  }

  /** The value under `key`; if there is none, sets it to `value` first. */
  setDefault(key: K, value: V, options?: CallOptions): Promise<V> {
    return this.invoke('setDefault', [key, value], options) as Promise<V>;
  }

  /** Sets all these pairs, as one. */
  async update(entries: Entries<K, V>, options?: CallOptions): Promise<void> {
    return this.invoke('update', [pairsOf(entries, 'argument entries of dict.update')], options);
  }

  /** A `Map` of everything, as it was at one moment. */
  async copy(options?: CallOptions): Promise<Map<K, V>> {
    return new Map(await this.entries(options));
  }

  /** A `Map` of everything with `entries` on top, as Python's `|`; the dict itself stays as it is. */
  async merge(entries: Entries<K, V>, options?: CallOptions): Promise<Map<K, V>> {
    const pairs = pairsOf(entries, 'argument entries of dict.merge');
    return new Map([...(await this.entries(options)), ...pairs]);
  }

  /** Iterates over the pairs as they are when the iteration begins. */
  async *[Symbol.asyncIterator](): AsyncGenerator<[K, V], void, void> {
    yield* await this.entries();
  }
}

/** A plain object only: of another, as a promise or a proxy of a dict, its fields are not what was meant. */
function pairsOf<K, V>(entries: Entries<K, V>, what: string): (readonly [K, V])[] {
  if (!isIterable(entries) && isPlainObject(entries)) return Object.entries(entries) as unknown as [K, V][];
  if (!isIterable(entries)) {
    throw new ArgumentError(`${what} must be a Map, an iterable of pairs or a plain object; got ${describe(entries)}`);
  }
  const pairs = [...entries] as (readonly [K, V])[];
  const wrong = pairs.findIndex((pair) => !Array.isArray(pair) || pair.length !== 2);
  if (wrong < 0) return pairs;
  throw new ArgumentError(`${what}[${wrong}] must be a pair of key and value; got ${describe(pairs[wrong])}`);
}
