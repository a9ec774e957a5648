import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../describe.js';
import { checkFunction } from '../functions.js';
import { arrayOf, isIterable } from '../iterables.js';
import { duration } from '../kinds.js';
import type { NumberIn } from '../number-in.js';
import { isPlainObject } from '../plain-objects.js';
import { type CallOptions, type Reference, SharedObject, withoutOption } from '../shared-object.js';
import { dictOperations } from './operations.js';

/** What a dict can be filled from: pairs, as a `Map` gives them, or a plain object. */
export type Entries<K, V> = Iterable<readonly [K, V]> | (K extends string ? Readonly<Record<K, V>> : never);

export interface PopOptions<V> extends CallOptions {
  /** What to resolve to if the key is missing, instead of rejecting. */
  readonly default?: V;
}

export interface SetOptions extends CallOptions {
  /** How long the key stays, in milliseconds above 0. Default: until it is deleted; a time it had before is taken away. */
  readonly ttl?: number | undefined;
}

/** The way to something inside a value: names of fields, indexes of arrays (from the end if negative), keys of a `Map`. */
export type ValuePath = readonly unknown[];

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

  /** The values under these keys, in their order and as they are at one moment; `undefined` where there is none. */
  async getMany(keys: Iterable<K>, options?: CallOptions): Promise<(V | undefined)[]> {
    const found = await this.invoke('getMany', [arrayOf(keys, 'argument keys of dict.getMany')], options);
    return found.map((box) => box?.value as V | undefined);
  }

  /** Sets a key. It keeps its place among the others if it is there already. For many at once: `update`. */
  set(key: K, value: V, options?: SetOptions): Promise<void> {
    return this.invoke('set', [key, value], options);
  }

  /** Sets a key that is not there yet. Resolves to whether it did. */
  setIfAbsent(key: K, value: V, options?: SetOptions): Promise<boolean> {
    return this.invoke('setIfAbsent', [key, value], options);
  }

  /**
   * Sets a key whose value equals `expected`, as keys are equal: by content. Resolves to whether it did. A missing key
   * equals nothing, `undefined` neither: `setIfAbsent` is for that. Nor does a value that refers to shared objects.
   */
  compareAndSet(key: K, expected: V, value: V, options?: SetOptions): Promise<boolean> {
    return this.invoke('compareAndSet', [key, expected, value], options);
  }

  /** Deletes a key whose value equals `expected`, as `compareAndSet` compares them. Resolves to whether it did. */
  compareAndDelete(key: K, expected: V, options?: CallOptions): Promise<boolean> {
    return this.invoke('compareAndDelete', [key, expected], options);
  }

  /**
   * Adds `by` (default: 1) to the number under `key`, as one step, and resolves to the sum. A missing key counts as 0. A
   * `BigInt` stays one, whatever whole number is added to it. Rejects with `ValueError`, and leaves the value as it is, where
   * it is no number or NaN, and where the sum cannot be exact: a number beyond 2^53 - 1, a fraction and a `BigInt`.
   */
  increment(key: K, by?: number | bigint, options?: CallOptions): Promise<NumberIn<V>> {
    return this.invoke('increment', [key, by], options) as Promise<NumberIn<V>>;
  }

  has(key: K, options?: CallOptions): Promise<boolean> {
    return this.invoke('has', [key], options);
  }

  /** Resolves to whether there was such a key. */
  delete(key: K, options?: CallOptions): Promise<boolean> {
    return this.invoke('delete', [key], options);
  }

  /** Deletes these keys, as one. Resolves to how many there were. */
  async deleteMany(keys: Iterable<K>, options?: CallOptions): Promise<number> {
    return this.invoke('deleteMany', [arrayOf(keys, 'argument keys of dict.deleteMany')], options);
  }

  size(options?: CallOptions): Promise<number> {
    return this.invoke('size', [], options);
  }

  clear(options?: CallOptions): Promise<void> {
    return this.invoke('clear', [], options);
  }

  /**
   * All keys, as they were at one moment. This, `values`, `entries`, `copy` and `merge` reject with `LimitError` where one
   * answer does not carry them (63 MiB): iterate over such a dict.
   */
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

  /** The value under `key`; if there is none, sets it to `value` first. Of a key that is there the time stays as it is. */
  setDefault(key: K, value: V, options?: SetOptions): Promise<V> {
    return this.invoke('setDefault', [key, value], options) as Promise<V>;
  }

  /**
   * The value under `key`; if there is none, what `make` gives is set there. `make` runs here, between two calls: of
   * several callers that miss the key, each makes a value, the first is set, and all get that one.
   */
  async getOrSet(key: K, make: () => V | Promise<V>, options?: SetOptions): Promise<V> {
    checkFunction(make, 'argument make of dict.getOrSet');
    // Before `make` has done whatever it does.
    if (options?.ttl !== undefined) duration.check(options.ttl, 'option ttl of dict.getOrSet');
    const [found] = await this.invoke('getMany', [[key]], withoutOption(options, 'ttl'));
    return found ? (found.value as V) : this.setDefault(key, await make(), options);
  }

  /** Sets all these pairs, as one, and all to the same `ttl`. */
  async update(entries: Entries<K, V>, options?: SetOptions): Promise<void> {
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

  /** How many milliseconds `key` still stays; `undefined` if it has no such time. A missing key rejects with `KeyError`. */
  ttl(key: K, options?: CallOptions): Promise<number | undefined> {
    return this.invoke('ttl', [key], options);
  }

  /**
   * Lets `key` be gone after `ttl` milliseconds from now; `undefined` lets it stay. A missing key rejects with `KeyError`.
   */
  expire(key: K, ttl: number | undefined, options?: CallOptions): Promise<void> {
    return this.invoke('expire', [key, ttl], options);
  }

  /**
   * What `path` leads to inside the value under `key`; `undefined` where it leads to nothing. This and the three below
   * reject with `ValueError` for a path that goes on in what is no object, array or `Map`.
   */
  getIn(key: K, path: ValuePath, options?: CallOptions): Promise<unknown> {
    return this.invoke('getIn', [key, path], options);
  }

  /**
   * Sets what `path` leads to inside the value under `key`, and leaves the rest of it, and its time, as it is. Objects that
   * are missing on the way are made, the one under `key` too; an index one behind the last appends, one beyond that
   * rejects with `IndexError`.
   */
  setIn(key: K, path: ValuePath, value: unknown, options?: CallOptions): Promise<void> {
    return this.invoke('setIn', [key, path, value], options);
  }

  /** Adds `by` (default: 1) to the number that `path` leads to, as `increment` does, and resolves to the sum. */
  incrementIn(key: K, path: ValuePath, by?: number | bigint, options?: CallOptions): Promise<number | bigint> {
    return this.invoke('incrementIn', [key, path, by], options) as Promise<number | bigint>;
  }

  /**
   * Takes out what `path` leads to; an array closes up. Resolves to whether there was something. The key stays, with an
   * empty object or array if nothing is left.
   */
  deleteIn(key: K, path: ValuePath, options?: CallOptions): Promise<boolean> {
    return this.invoke('deleteIn', [key, path], options);
  }

  /**
   * Iterates over the pairs, a page of up to 10,000 pairs or 1 MiB at a time; a dict that fits one page is seen as it
   * is when the iteration begins. When keys came or went between two pages it throws `ChangedError`, as Python's `dict`
   * does; what was set anew under keys that are there may be seen or not.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<[K, V], void, void> {
    let page = await this.invoke('page', []);
    yield* page.entries as [K, V][];
    while (page.after !== undefined) {
      page = await this.invoke('page', [page.after, page.changes]);
      yield* page.entries as [K, V][];
    }
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
