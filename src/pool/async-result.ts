import { inspect } from 'node:util';
import { StateError, TimeoutError } from '../../protocol/errors.js';
import { checkTimeout, settledWithin, type WaitOptions } from './waiting.js';

/**
 * The result of a task that may still be running, as Python's `multiprocessing.pool.AsyncResult`. It is a promise too:
 * `await` it, or use `then`. An error that nobody asks for is kept, not reported.
 */
export class AsyncResult<Result> implements Promise<Result> {
  readonly [Symbol.toStringTag] = 'AsyncResult';
  readonly #promise: Promise<Result>;
  readonly #task: string;
  #outcome: 'success' | 'failure' | undefined;

  /** Pools make these. `task` is its name, for messages. */
  constructor(promise: Promise<Result>, task: string) {
    this.#promise = promise;
    this.#task = task;
    promise.then(
      () => {
        this.#outcome = 'success';
      },
      () => {
        this.#outcome = 'failure';
      },
    );
  }

  /** The result, once it is there; rejects with what the task threw, or with `TimeoutError` when the time is over first. */
  async get({ timeout }: WaitOptions = {}): Promise<Result> {
    checkTimeout(timeout, 'AsyncResult.get');
    if (await settledWithin(this.#promise, timeout)) return this.#promise;
    throw new TimeoutError(`task ${this.#task} was not done within ${timeout} ms; it goes on`);
  }

  /** Resolves when the task is done, however it ended, or when the time is over. `ready()` tells which. */
  async wait({ timeout }: WaitOptions = {}): Promise<void> {
    checkTimeout(timeout, 'AsyncResult.wait');
    await settledWithin(this.#promise, timeout);
  }

  /** Whether the task is done. */
  ready(): boolean {
    return this.#outcome !== undefined;
  }

  /** Whether the task ended without an error. Throws `StateError` (Python: `ValueError`) while it is not done. */
  successful(): boolean {
    if (this.#outcome !== undefined) return this.#outcome === 'success';
    throw new StateError(`task ${this.#task} is not done yet: ask ready() first, or wait()`);
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise.
  then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((value: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#promise.then(onFulfilled, onRejected);
  }

  catch<Rejected = never>(
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Result | Rejected> {
    return this.#promise.catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Result> {
    return this.#promise.finally(onFinally);
  }

  toString(): string {
    return `AsyncResult(${this.#task}, ${this.#outcome ?? 'pending'})`;
  }

  [inspect.custom](): string {
    return `[holdall ${this.toString()}]`;
  }
}
