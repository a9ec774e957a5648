import type { OrderForm } from '../messages/messages.js';
import type { TaskCall } from './task-call.js';

/** How a task is to be run. */
export interface TaskOptions {
  /**
   * Ends the task. One that waits is not started; one that runs is asked to stop, by `currentTask().signal`, and its
   * worker is killed when it goes on for longer than the pool's `stopGrace`. When the task runs no more, its promise
   * rejects with the signal's reason.
   */
  readonly signal?: AbortSignal;
  /**
   * How long a call of the task may run, in milliseconds, before it is stopped as by `signal` and rejects with
   * `TimeoutError`. The time until it runs does not count, except for the import of its module where the worker has not
   * done that yet. A chunk of a map, which is several calls one after the other, may run as many times as long.
   */
  readonly timeout?: number;
  /** Which of the waiting tasks goes first: the one with the smallest number. Default: 0. */
  readonly priority?: number;
  /** Tasks with the same key run in the same worker, one after the other, as long as that worker lives. */
  readonly key?: string | number;
  /** How often the task may be run again when its worker was lost while it ran. Default: what the pool says. */
  readonly retries?: number;
  /** Is given what the task says by `report(value)` while it runs. */
  readonly onReport?: (value: unknown) => void;
}

/** What a pool is asked to run. */
export interface Submission {
  readonly call: TaskCall;
  readonly form: OrderForm;
  readonly options: TaskOptions;
  /** How many calls of the task it is: it may run as many times as long as `timeout`, be that given or the pool's. Default: 1. */
  readonly calls?: number;
  /** The worker that has to run it, by its place in the pool; `undefined`: any. */
  readonly place?: number;
  /** Values of a stream, in order; each call is followed by a `pull` for as many, when they were taken. */
  readonly onYield?: (values: readonly unknown[]) => void;
}

/** A task that was submitted. */
export interface Submitted {
  /**
   * Settles exactly once: with what the task returned (the list of results for a chunk, `undefined` for a stream, after its
   * last value), or with the reason why there is none. Nobody's handler is on it: whoever drops it leaves its
   * rejection unhandled.
   */
  readonly promise: Promise<unknown>;
  /** As the signal in the options does. After it was settled, nothing. */
  abort(reason: unknown): void;
  /** For a stream: asks for so many more values. */
  pull(count: number): void;
  /** For a stream: no more values are wanted. The task's iterator is returned, and then the promise is fulfilled. */
  return(): void;
}

/** The right to submit tasks bit by bit, until `end()`, also after the pool was closed: what it belongs to was begun before. */
export interface Admission {
  /** As the pool's, but throws `PoolTerminatedError` when it was terminated, and does not mind that it was closed. */
  submit(submission: Submission): Submitted;
  /** There is no more to submit: a closed pool without tasks may end. After the first time, nothing. */
  end(): void;
}

/** What takes tasks: the pool, without its conveniences. */
export interface Submitter {
  /** How many workers there can be. */
  readonly size: number;
  /** The options have been checked. Throws `StateError` when the pool takes no more tasks. */
  submit(submission: Submission): Submitted;
  /**
   * For maps, whose tasks become known little by little, while `close()` does not cut off what was begun before it. Throws
   * `StateError` as `submit`.
   */
  admit(guest: Guest): Admission;
}

/** Who has an admission, and what it is told until its `end()`. */
export interface Guest {
  /**
   * `join()` waits for the end of it. Who submits at the pace of somebody else must go on without him: he may be the one
   * who called `join()`.
   */
  awaited?(): void;
  /** The pool was terminated, by this error: nothing can be submitted any more. */
  terminated(error: unknown): void;
}
