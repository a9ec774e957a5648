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
import { arrayOf, isIterable } from '../iterables.js';
import { isPlainObject } from '../plain-objects.js';
import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { arrayOperations } from './operations.js';

/** How an array is made. */
export interface ArrayOptions<N extends number | bigint = number | bigint> {
  /**
   * Which numbers it holds. Who opens an array by name with another typecode gets `OptionsConflictError` on first use.
   * No default, as in Python.
   */
  readonly typecode: Typecode;
  /**
   * What is in it at first: numbers, or how many zeros. Means nothing where the array exists already. At most 1,048,576.
   * Default: 0, none at all.
   */
  readonly initial?: number | Iterable<N>;
}

/** What `manager.array` is. One that is new needs a typecode; one that is there by this name has its own. */
export interface ArrayOpener {
  (
    name: string | undefined,
    options: ArrayOptions<number> & { readonly typecode: NumberTypecode },
  ): SharedArray<number>;
  (name: string | undefined, options: ArrayOptions & { readonly typecode: BigTypecode }): SharedArray<number | bigint>;
  (name: string): SharedArray<number | bigint>;
}

/**
 * Numbers of one kind shared by all who hold a proxy of them, as Python's `multiprocessing.Array`: of a length that never
 * changes, with indexes and slices as Python's (below 0 from the end; a slice goes up to `stop`, without it).
 * A number that is not of the kind rejects with `ValueError`, and nothing changes. PROTOCOL.md, "Array".
 */
export class SharedArray<N extends number | bigint = number>
  extends SharedObject<typeof arrayOperations>
  implements AsyncIterable<N>
{
  constructor(reference: Reference) {
    super(reference, arrayOperations);
  }

  /** The element at `index`. Rejects with `IndexError` if there is none. */
  at(index: number, options?: CallOptions): Promise<N> {
    return this.invoke('at', [index], options) as Promise<N>;
  }

  /** Rejects with `IndexError` if there is no such element: an array does not grow. */
  set(index: number, value: N, options?: CallOptions): Promise<void> {
    return this.invoke('set', [index, value], options);
  }

  /** The elements of the slice, as they are at one moment. A `step` of 0 rejects with `ValueError`. */
  slice(start?: number, stop?: number, step?: number, options?: CallOptions): Promise<N[]> {
    return this.invoke('slice', [start, stop, step], options) as Promise<N[]>;
  }

  /** Sets the elements of the slice, as one. Rejects with `ValueError` unless `values` are as many as they are. */
  async setSlice(
    start: number | undefined,
    stop: number | undefined,
    step: number | undefined,
    values: Iterable<N>,
    options?: CallOptions,
  ): Promise<void> {
    const given = arrayOf(values, 'argument values of array.setSlice');
    return this.invoke('setSlice', [start, stop, step, given], options);
  }

  length(options?: CallOptions): Promise<number> {
    return this.invoke('length', [], options);
  }

  /** All elements, as they are at one moment. */
  toArray(options?: CallOptions): Promise<N[]> {
    return this.slice(undefined, undefined, undefined, options);
  }

  /** The same, by the name that it has on all containers. */
  copy(options?: CallOptions): Promise<N[]> {
    return this.toArray(options);
  }

  /** Sets all elements, or those of the slice, to one number. */
  fill(value: N, start?: number, stop?: number, options?: CallOptions): Promise<void> {
    return this.invoke('fill', [value, start, stop], options);
  }

  /**
   * Adds `by` (default: 1) to an element and resolves to the sum. Rejects with `ValueError`, and leaves it as it is, where
   * it is NaN, and where the sum is none of the array's numbers.
   */
  increment(index: number, by?: N, options?: CallOptions): Promise<N> {
    return this.invoke('increment', [index, by], options) as Promise<N>;
  }

  /** Sets an element to `value` if it is `expected`; resolves to whether it was. */
  compareAndSet(index: number, expected: N, value: N, options?: CallOptions): Promise<boolean> {
    return this.invoke('compareAndSet', [index, expected, value], options);
  }

  /** The first index of `value`, in the slice if one is given; -1 if it is not there. NaN is found. */
  indexOf(value: N, start?: number, stop?: number, options?: CallOptions): Promise<number> {
    return this.invoke('indexOf', [value, start, stop], options);
  }

  includes(value: N, options?: CallOptions): Promise<boolean> {
    return this.invoke('includes', [value], options);
  }

  /** How often `value` is there. */
  count(value: N, options?: CallOptions): Promise<number> {
    return this.invoke('count', [value], options);
  }

  /** Iterates over the elements as they are when the iteration begins. */
  async *[Symbol.asyncIterator](): AsyncGenerator<N, void, void> {
    yield* await this.toArray();
  }
}

/** A copy of an array's options. Throws `ArgumentError` for a missing typecode and for what it refuses. */
export function arrayOptions(given: ArrayOptions | undefined): ArrayOptions | undefined {
  // What is no options at all is refused where those of all types are.
  if (given !== undefined && !isPlainObject(given)) return given;
  const options: Partial<ArrayOptions> = { ...given };
  const { typecode, initial } = options;
  if (typecode === undefined && initial === undefined) return given;
  checkTypecode(typecode, 'array');
  if (initial === undefined || typeof initial === 'number') return { ...options, typecode };
  return { ...options, typecode, initial: initialNumbers(typecode, initial) };
}

function initialNumbers(typecode: Typecode, initial: Iterable<number | bigint>): (number | bigint)[] {
  if (!isIterable(initial)) {
    throw new ArgumentError(
      `option initial of array must be numbers, or how many zeros to begin with; got ${describe(initial)}`,
    );
  }
  const numbers = [...initial] as (number | bigint)[];
  const wrong = numbers.findIndex((number) => elementOf(typecode, number) === undefined);
  if (wrong < 0) return numbers;
  const got = describe(numbers[wrong]);
  throw new ArgumentError(`option initial[${wrong}] of array must be ${wantedOf(typecode)}; got ${got}`);
}
