import { inspect } from 'node:util';
import { StateError, TimeoutError } from '../../../protocol/errors.js';
import { checkFunction } from '../../objects/functions.js';
import { isPlainObject } from '../../objects/plain-objects.js';
import type { Underway } from '../calls/task-caller.js';
import { type Deferred, defer } from '../deferred.js';
import type { TaskOptions } from '../tasks/submission.js';
import { abortError } from './abort-error.js';
import { Reports } from './reports.js';
import type { ResultIterator } from './result-iterator.js';
import { settledWithin, timeoutIn, type WaitOptions } from './waiting.js';

/**
 * Functions that are told of the outcome, as those of Python's `apply_async`: one of them is called, once, just before
 * the result is ready. What they throw is an uncaught error of the program; the result and the pool do not mind.
 */
export interface ResultCallbacks<Result> {
  /** Is given the result. */
  readonly callback?: (result: Result) => void;
  /** Is given the error. */
  readonly errorCallback?: (error: unknown) => void;
}

/** Begins the work. What it throws is what the result rejects with. */
type Begin<Result, Options> = (options: Options) => Underway<Result>;

/** The result of what `begin` begins: it is given the options without the callbacks. `task` is the name for messages. */
export function asyncResult<Result, Options extends TaskOptions>(
  task: string,
  options: Options & ResultCallbacks<Result>,
  begin: Begin<unknown, Options>,
): AsyncResult<Result> {
  return new AsyncResult<Result>(task, options, begin as Begin<Result, TaskOptions>);
}

/**
 * The result of a task that may still be running, as Python's `multiprocessing.pool.AsyncResult`. It is a promise too:
 * `await` it, or use `then`. An error that nobody asks for is kept, not reported.
 */
export class AsyncResult<Result> implements Promise<Result> {
  readonly [Symbol.toStringTag] = 'AsyncResult';
  /** `unknown`, so that a result of numbers is one of anything. */
  readonly #settled: Deferred<unknown> = defer<unknown>();
  readonly #task: string;
  readonly #reports = new Reports();
  #underway: Underway<Result> | undefined;
  #outcome: 'success' | 'failure' | undefined;

  /** Pools make these. `task` is its name, for messages; `begin` is given the options without the callbacks. */
  constructor(task: string, options: ResultCallbacks<Result> & TaskOptions, begin: Begin<Result, TaskOptions>) {
    this.#task = task;
    // An error that nobody asks for is kept, not reported.
    this.#settled.promise.catch(() => {});
    this.#underway = this.#begin(options, begin);
    this.#underway.promise.then(
      (result) => this.#succeed(result, options?.callback),
      (error) => this.#fail(error, options?.errorCallback),
    );
  }

  /** The result, once it is there; rejects with what the task threw, or with `TimeoutError` when the time is over first. */
  async get(options?: WaitOptions): Promise<Result> {
    const timeout = timeoutIn(options, 'AsyncResult.get');
    if (await settledWithin(this.#promise, timeout)) return this.#promise;
    throw new TimeoutError(`task ${this.#task} was not done within ${timeout} ms; it goes on`);
  }

  /** Resolves when the task is done, however it ended, or when the time is over. `ready()` tells which. */
  async wait(options?: WaitOptions): Promise<void> {
    const timeout = timeoutIn(options, 'AsyncResult.wait');
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

  /**
   * Ends the task: if it waits, it is not started; if it runs, it is asked to stop, and its worker is killed when it goes
   * on for longer than the pool's `stopGrace`. When it runs no more, the result is an error: `reason`, by default an
   * `AbortError` as `AbortController` gives it. When the task is done, nothing. Python has no such method.
   */
  cancel(reason: unknown = abortError(`task ${this.#task} was cancelled`)): void {
    this.#underway?.abort(reason);
  }

  /**
   * What the task says by `report(value)` from now on; ends when the task is done. For a reader that is behind, the newest
   * 1,024 are kept.
   */
  reports(): ResultIterator<unknown> {
    return this.#reports.read(`reports of task ${this.#task}`);
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

  get #promise(): Promise<Result> {
    return this.#settled.promise as Promise<Result>;
  }

  /** What it throws is the outcome, and comes as late as any other: nobody has a callback called before the call is over. */
  #begin(given: ResultCallbacks<Result> & TaskOptions, begin: Begin<Result, TaskOptions>): Underway<Result> {
    try {
      // Where the options are none at all, this says so.
      if (!isPlainObject(given)) return begin(given);
      const { callback, errorCallback, ...options }: ResultCallbacks<Result> & TaskOptions = given;
      const { onReport: listener } = options;
      for (const [name, each] of Object.entries({ callback, errorCallback, onReport: listener })) {
        if (each !== undefined) checkFunction(each, name);
      }
      const onReport = (value: unknown): void => {
        this.#reports.add(value);
        listener?.(value);
      };
      return begin({ ...options, onReport });
    } catch (error) {
      return { promise: Promise.reject(error), abort() {} };
    }
  }

  #succeed(result: Result, callback: ((result: Result) => void) | undefined): void {
    if (typeof callback === 'function') callOutside(callback, result);
    this.#outcome = 'success';
    this.#settled.resolve(result);
    this.#end();
  }

  #fail(error: unknown, errorCallback: ((error: unknown) => void) | undefined): void {
    if (typeof errorCallback === 'function') callOutside(errorCallback, error);
    this.#outcome = 'failure';
    this.#settled.reject(error);
    this.#end();
  }

  #end(): void {
    this.#underway = undefined;
    this.#reports.end();
  }
}

/** Calls it now; what it throws is thrown where nothing of ours can be harmed by it. */
function callOutside<Value>(callback: (value: Value) => void, value: Value): void {
  try {
    callback(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
