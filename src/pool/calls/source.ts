import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import { isIterable } from '../../objects/iterables.js';

/** Where the items of a map come from. */
export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;

type Step = IteratorResult<unknown, unknown>;

/** The items of a map, while they are read. */
export class Source {
  readonly #iterator: Iterator<unknown> | AsyncIterator<unknown>;
  #isClosed = false;

  /** Throws `ArgumentError`, naming `what`, for what cannot be iterated. */
  constructor(items: unknown, what: string) {
    this.#iterator = iteratorOf(items, what);
  }

  /** The next item: at once, or a promise of it from what is asynchronous. Throws and rejects as the items' own code does. */
  next(): Step | Promise<Step> {
    const step = this.#iterator.next();
    return isPromise(step) ? step.then(checkedStep) : checkedStep(step);
  }

  /** Nobody wants the rest. Rejects with what the items' own code throws at that. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#iterator.return?.();
  }

  /** It has ended by itself: then it is not to be closed. */
  markEnded(): void {
    this.#isClosed = true;
  }
}

export function isPromise<T>(value: T | PromiseLike<T>): value is Promise<T> {
  return typeof (value as Partial<Promise<T>> | null)?.then === 'function';
}

/** How many items there will be, where that can be told without reading them. */
export function knownLength(items: unknown): number | undefined {
  if (Array.isArray(items) || ArrayBuffer.isView(items)) return (items as unknown as ArrayLike<unknown>).length;
  return items instanceof Set || items instanceof Map ? items.size : undefined;
}

function iteratorOf(items: unknown, what: string): Iterator<unknown> | AsyncIterator<unknown> {
  if (isAsyncIterable(items)) return items[Symbol.asyncIterator]();
  if (typeof items === 'string' || isIterable(items)) return items[Symbol.iterator]();
  throw new ArgumentError(`${what} must be an array or another iterable, also an async one; got ${describe(items)}`);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.asyncIterator) === 'function';
}

function checkedStep(step: Step): Step {
  if (typeof step === 'object' && step !== null) return step;
  throw new TypeError(`the iterator of the items gave ${describe(step)}, which is no iterator result`);
}
