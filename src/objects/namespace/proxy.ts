import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../describe.js';
import type { NumberIn } from '../number-in.js';
import { isPlainObject } from '../plain-objects.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { namespaceOperations } from './operations.js';

/** The names of the attributes that can be numbers; of all, where that is not known. */
export type NumberAttribute<A extends object> = {
  [K in keyof A & string]-?: unknown extends A[K] ? K : Extract<A[K], number | bigint> extends never ? never : K;
}[keyof A & string];

/**
 * Attributes shared by all who hold a proxy of them, as Python's `multiprocessing.managers.Namespace`. Reading one takes a
 * round trip, so they are not fields of the proxy: Python's `ns.x` is `await ns.get('x')`. `manager.namespace<{ x:
 * number }>()` knows its attributes by name and type. PROTOCOL.md, "Namespace".
 */
export class SharedNamespace<Attributes extends object = Record<string, unknown>> extends SharedObject<
  typeof namespaceOperations
> {
  constructor(reference: Reference) {
    super(reference, namespaceOperations);
  }

  /** The value of an attribute. Rejects with `AttributeError` if there is none of that name. */
  get<K extends keyof Attributes & string>(name: K, options?: CallOptions): Promise<Attributes[K]> {
    return this.invoke('get', [name], options) as Promise<Attributes[K]>;
  }

  /** A name is a string of up to 512 bytes, and not `__proto__`. */
  set<K extends keyof Attributes & string>(name: K, value: Attributes[K], options?: CallOptions): Promise<void> {
    return this.invoke('set', [name, value], options);
  }

  /** Rejects with `AttributeError` if there is no attribute of that name. */
  delete(name: keyof Attributes & string, options?: CallOptions): Promise<void> {
    return this.invoke('delete', [name], options);
  }

  has(name: keyof Attributes & string, options?: CallOptions): Promise<boolean> {
    return this.invoke('has', [name], options);
  }

  /** Sets all these attributes, as one, from the fields of a plain object. */
  async update(attributes: Readonly<Partial<Attributes>>, options?: CallOptions): Promise<void> {
    if (!isPlainObject(attributes)) {
      const got = describe(attributes);
      throw new ArgumentError(`argument attributes of namespace.update must be a plain object; got ${got}`);
    }
    return this.invoke('update', [Object.entries(attributes)], options);
  }

  /** The names of all attributes, in the order in which they were first set. */
  names(options?: CallOptions): Promise<(keyof Attributes & string)[]> {
    return this.invoke('names', [], options) as Promise<(keyof Attributes & string)[]>;
  }

  /** The names and values of all attributes, as they are at one moment. */
  entries(options?: CallOptions): Promise<[keyof Attributes & string, Attributes[keyof Attributes & string]][]> {
    return this.invoke('entries', [], options) as Promise<
      [keyof Attributes & string, Attributes[keyof Attributes & string]][]
    >;
  }

  /** A plain object of all attributes, as they are at one moment. */
  async toObject(options?: CallOptions): Promise<Partial<Attributes>> {
    return Object.fromEntries(await this.entries(options)) as Partial<Attributes>;
  }

  /**
   * Adds `by` (default: 1) to an attribute and resolves to the sum: a `BigInt` if one of the two is. Rejects with
   * `AttributeError` if there is no such attribute, and with `ValueError`, and leaves it as it is, where it is no number or
   * NaN, and where the sum cannot be exact: a number beyond 2^53 - 1, a fraction and a `BigInt`.
   */
  increment<K extends NumberAttribute<Attributes>>(
    name: K,
    by?: NumberIn<Attributes[K]>,
    options?: CallOptions,
  ): Promise<NumberIn<Attributes[K]>> {
    return this.invoke('increment', [name, by], options) as Promise<NumberIn<Attributes[K]>>;
  }

  /**
   * Sets an attribute to `value` if it equals `expected`; resolves to whether it did. Equal content is equal, as with a
   * dict's keys. Rejects with `AttributeError` if there is no such attribute.
   */
  compareAndSet<K extends keyof Attributes & string>(
    name: K,
    expected: Attributes[K],
    value: Attributes[K],
    options?: CallOptions,
  ): Promise<boolean> {
    return this.invoke('compareAndSet', [name, expected, value], options);
  }
}
