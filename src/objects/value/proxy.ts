import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../describe.js';
import {
  type BigTypecode,
  checkTypecode,
  elementOf,
  type NumberTypecode,
  type Typecode,
  wantedOf,
} from '../encoded/typecodes.js';
import { checkFunction } from '../functions.js';
import type { NumberIn } from '../number-in.js';
import { isPlainObject } from '../plain-objects.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { valueOperations } from './operations.js';

/** How a value is made. */
export interface ValueOptions<T = unknown> {
  /**
   * What it is at first; means nothing where the value exists already. Any value without proxies. Default: `undefined`,
   * and 0 with a typecode.
   */
  readonly initial?: T;
  /**
   * Takes numbers of this kind only, as Python's `Value('i', 0)`. Default: any value. Who opens a value by name with
   * another typecode gets `OptionsConflictError` on first use.
   */
  readonly typecode?: Typecode;
}

/** What `manager.value` is. */
export interface ValueOpener {
  <T extends number = number>(
    name: string | undefined,
    options: ValueOptions<T> & { readonly typecode: NumberTypecode },
  ): SharedValue<number>;
  <T extends number | bigint = number | bigint>(
    name: string | undefined,
    options: ValueOptions<T> & { readonly typecode: BigTypecode },
  ): SharedValue<number | bigint>;
  <T>(name: string | undefined, options: { readonly initial: T }): SharedValue<T>;
  <T = unknown>(name?: string, options?: { readonly initial?: undefined }): SharedValue<T | undefined>;
}

/**
 * One value shared by all who hold a proxy of it, as Python's `multiprocessing.Value`. Python's attribute `value` is `get`
 * and `set` here, for reading it takes a round trip; what Python needs its lock for, `increment`, `compareAndSet` and
 * `update` do as one. PROTOCOL.md, "Value".
 */
export class SharedValue<T = unknown> extends SharedObject<typeof valueOperations> {
  constructor(reference: Reference) {
    super(reference, valueOperations);
  }

  get(options?: CallOptions): Promise<T> {
    return this.invoke('get', [], options) as Promise<T>;
  }

  /** Rejects with `ValueError` if the value has a typecode and `value` is no number of that kind. */
  set(value: T, options?: CallOptions): Promise<void> {
    return this.invoke('set', [value], options);
  }

  /**
   * Adds `by` (default: 1) and resolves to the sum: a `BigInt` if one of the two is. Rejects with `ValueError`, and leaves
   * the value as it is, where it is no number or NaN, and where the sum leaves the range of the typecode or, without one,
   * cannot be exact: a number beyond 2^53 - 1, a fraction and a `BigInt`.
   */
  increment(by?: NumberIn<T>, options?: CallOptions): Promise<NumberIn<T>> {
    return this.invoke('increment', [by], options) as Promise<NumberIn<T>>;
  }

  /**
   * Sets `value` if the present one equals `expected`; resolves to whether it did. Equal content is equal, as with a
   * dict's keys; a value that holds proxies equals nothing.
   */
  compareAndSet(expected: T, value: T, options?: CallOptions): Promise<boolean> {
    return this.invoke('compareAndSet', [expected, value], options);
  }

  /**
   * Sets what `fn` makes of the present value, as one: if somebody else sets the value meanwhile, `fn` is called again with
   * that one, so it should do nothing but compute. Resolves to what `fn` gave. If `fn` throws or rejects, so does this, and
   * the value stays as it is. `options` go with each of its calls; none of them waits.
   */
  async update(fn: (value: T) => T | PromiseLike<T>, options?: CallOptions): Promise<T> {
    checkFunction(fn, 'argument fn of value.update');
    for (;;) {
      const { revision, value } = await this.invoke('read', [], options);
      const next = await fn(value as T);
      if (await this.invoke('replace', [revision, next], options)) return next;
    }
  }
}

/** A copy of a value's options. Throws `ArgumentError` for an unknown typecode and for an `initial` that it refuses. */
export function valueOptions(given: ValueOptions | undefined): ValueOptions | undefined {
  // What is no options at all is refused where those of all types are.
  if (!isPlainObject(given)) return given;
  const options: ValueOptions = { ...given };
  const { typecode, initial } = options;
  if (typecode === undefined) return options;
  checkTypecode(typecode, 'value');
  if (initial === undefined || elementOf(typecode, initial) !== undefined) return options;
  throw new ArgumentError(`option initial of value must be ${wantedOf(typecode)}; got ${describe(initial)}`);
}
