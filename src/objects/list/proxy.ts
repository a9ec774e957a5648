import { ChangedError } from '../../../protocol/errors.js';
import { arrayOf } from '../iterables.js';
import type { NumberIn } from '../number-in.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { listOperations } from './operations.js';

/** How `sort` puts values in order. */
export interface SortOptions extends CallOptions {
  /** The highest first. Equal values stay in the order in which they were all the same. Default: false. */
  readonly reverse?: boolean;
  /**
   * What in each value it goes by: the way there, as names of fields and indexes of arrays; `['author', 'name']` goes by
   * `value.author.name`. Default: by the values themselves.
   */
  readonly by?: readonly (string | number)[];
}

/**
 * A sequence shared by all who hold a proxy of it: Python's `list` by `Array`'s names. An index may be negative and counts
 * from the end then; one where there is no value rejects with `IndexError`, where an `Array` would give `undefined`. Equal
 * values are values of equal content. PROTOCOL.md, "List".
 */
export class SharedList<T = unknown> extends SharedObject<typeof listOperations> implements AsyncIterable<T> {
  constructor(reference: Reference) {
    super(reference, listOperations);
  }

  /** The value at `index`. Unlike `Array.prototype.at`, rejects with `IndexError` if there is none. */
  at(index: number, options?: CallOptions): Promise<T> {
    return this.invoke('at', [index], options) as Promise<T>;
  }

  /** Puts another value in the place of the one at `index`. Rejects with `IndexError` if there is none. */
  set(index: number, value: T, options?: CallOptions): Promise<void> {
    return this.invoke('set', [index, value], options);
  }

  /** How many values there are. */
  length(options?: CallOptions): Promise<number> {
    return this.invoke('length', [], options);
  }

  /** Appends values and resolves to the new length. Takes no options of the call: `extend` does. */
  push(...values: T[]): Promise<number> {
    return this.invoke('push', [values]);
  }

  /** Puts values before the first, as they stand, and resolves to the new length. `setSlice(0, 0, 1, values)` takes options. */
  unshift(...values: T[]): Promise<number> {
    return this.invoke('unshift', [values]);
  }

  /** Appends what an iterable or another list holds, as one. A list is read first, and may have changed by then. */
  async extend(values: Iterable<T> | SharedList<T>, options?: CallOptions): Promise<void> {
    return this.invoke('extend', [await valuesOf(values, 'argument values of list.extend')], options);
  }

  /** Puts a value before the one at `index`; an index out of range means the nearer end. */
  insert(index: number, value: T, options?: CallOptions): Promise<void> {
    return this.invoke('insert', [index, value], options);
  }

  /**
   * Removes the value at `index` and resolves to it. Default: the last. Rejects with `IndexError` if there is none. A
   * session that ends before it has the value gives it back to its place.
   */
  pop(index?: number, options?: CallOptions): Promise<T> {
    return this.invoke('pop', [index], options) as Promise<T>;
  }

  /** Removes the first value and resolves to it, as `pop(0)`. Rejects with `IndexError` if the list is empty. */
  shift(options?: CallOptions): Promise<T> {
    return this.invoke('shift', [], options) as Promise<T>;
  }

  /** Removes the value at `index`, as Python's `del`. Rejects with `IndexError` if there is none. */
  delete(index: number, options?: CallOptions): Promise<void> {
    return this.invoke('delete', [index], options);
  }

  /** Removes the first value that equals this one. Rejects with `ValueError` if there is none. */
  remove(value: T, options?: CallOptions): Promise<void> {
    return this.invoke('remove', [value], options);
  }

  /** The values from `start` to before `stop`, each `step`th, as Python's `list[start:stop:step]`. `step` 0: `ValueError`. */
  slice(start?: number, stop?: number, step?: number, options?: CallOptions): Promise<T[]> {
    return this.invoke('slice', [start, stop, step], options) as Promise<T[]>;
  }

  /**
   * Puts values in the place of a slice, as Python's `list[start:stop:step] = values`. Where `step` is not 1 there must be
   * as many as the slice has; otherwise rejects with `ValueError`.
   */
  async setSlice(
    start: number | undefined,
    stop: number | undefined,
    step: number | undefined,
    values: Iterable<T>,
    options?: CallOptions,
  ): Promise<void> {
    const array = arrayOf(values, 'argument values of list.setSlice');
    return this.invoke('setSlice', [start, stop, step, array], options);
  }

  /** Removes a slice, as Python's `del list[start:stop:step]`. */
  deleteSlice(start?: number, stop?: number, step?: number, options?: CallOptions): Promise<void> {
    return this.invoke('deleteSlice', [start, stop, step], options);
  }

  /**
   * `Array.prototype.splice`: removes `deleteCount` values from `start` on (without it, all of them), puts others in their
   * place, and resolves to those removed. They must fit one answer (63 MiB), or it rejects with `LimitError`. Takes no
   * options of the call.
   */
  splice(start: number, ...rest: [deleteCount?: number | undefined, ...values: T[]]): Promise<T[]> {
    const [deleteCount = 0, ...values] = rest;
    return this.invoke('splice', [start, rest.length === 0 ? undefined : deleteCount, values]) as Promise<T[]>;
  }

  /** Removes all values. */
  clear(options?: CallOptions): Promise<void> {
    return this.invoke('clear', [], options);
  }

  /**
   * The index of the first value that equals this one, from `start` to before `stop`; -1 if there is none, where Python's
   * `index` raises `ValueError`. A value that holds a proxy equals none.
   */
  indexOf(value: T, start?: number, stop?: number, options?: CallOptions): Promise<number> {
    return this.invoke('indexOf', [value, start, stop], options);
  }

  includes(value: T, options?: CallOptions): Promise<boolean> {
    return this.invoke('includes', [value], options);
  }

  /** How many values equal this one. */
  count(value: T, options?: CallOptions): Promise<number> {
    return this.invoke('count', [value], options);
  }

  /** Turns the order round, in place. */
  reverse(options?: CallOptions): Promise<void> {
    return this.invoke('reverse', [], options);
  }

  /**
   * Puts the values in order, in place; equal ones stay in their order. Numbers, strings (by code points), bytes, booleans,
   * dates and arrays of these have one among their own sort; anything else, and a mix, rejects with `ValueError`, and the
   * list stays as it was.
   */
  sort(options?: SortOptions): Promise<void> {
    return this.invoke('sort', [], options);
  }

  /** Repeats the values, in place, so that each is there `times` times as often, as Python's `*=`. 0 or less: clears. */
  multiply(times: number, options?: CallOptions): Promise<void> {
    return this.invoke('multiply', [times], options);
  }

  /**
   * Puts `value` at `index` if the value there equals `expected`, as one. Resolves to whether it did. Rejects with
   * `IndexError` if there is none.
   */
  compareAndSet(index: number, expected: T, value: T, options?: CallOptions): Promise<boolean> {
    return this.invoke('compareAndSet', [index, expected, value], options);
  }

  /**
   * Adds `by` (default: 1) to the number at `index`, as one, and resolves to the sum: a `BigInt` if one of the two is.
   * Rejects with `IndexError` if there is nothing, and with `ValueError`, and leaves the value as it is, where it is no
   * number or NaN, and where the sum cannot be exact: a number beyond 2^53 - 1, a fraction and a `BigInt`.
   */
  increment(index: number, by?: NumberIn<T>, options?: CallOptions): Promise<NumberIn<T>> {
    return this.invoke('increment', [index, by], options) as Promise<NumberIn<T>>;
  }

  /** All values, as they were at one moment. They must fit one answer (63 MiB): a longer list is iterated over. */
  copy(options?: CallOptions): Promise<T[]> {
    return this.invoke('copy', [], options) as Promise<T[]>;
  }

  /** An array of this list's values followed by those of others. Lists are read one by one, not at one moment. */
  async concat(...others: (Iterable<T> | SharedList<T>)[]): Promise<T[]> {
    const all = [
      this.copy(),
      ...others.map((other, index) => valuesOf(other, `argument others of list.concat[${index}]`)),
    ];
    return (await Promise.all(all)).flat() as T[];
  }

  /**
   * Iterates over the values, a page of up to 10,000 values or 1 MiB at a time; a list that fits one page is seen as it is
   * when the iteration begins. If the length has changed by the next page, it rejects with `ChangedError`.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    const [length, first] = await this.invoke('page', [0]);
    yield* first as T[];
    for (let next = first.length; next < length; ) {
      const [lengthNow, values] = await this.invoke('page', [next]);
      if (lengthNow !== length) {
        throw new ChangedError(
          `the list changed while it was iterated over: it had ${length} values and has ${lengthNow}; hold a lock meanwhile`,
        );
      }
      yield* values as T[];
      next += values.length;
    }
  }
}

async function valuesOf<T>(values: Iterable<T> | SharedList<T>, what: string): Promise<T[]> {
  return values instanceof SharedList ? values.copy() : arrayOf(values, what);
}
