import { inspect } from 'node:util';
import type { Manager } from '../client/manager.js';
import { AsyncResult } from './async-result.js';
import { callSite } from './call-site.js';
import { checkTaskOptions, type PoolOptions, staffOptions } from './pool-options.js';
import { type PoolEvents, PoolNews } from './staff/events.js';
import { Staff } from './staff/staff.js';
import type { PoolStatistics } from './staff/statistics.js';
import type { ArgsAnd, Submitted, TaskOptions } from './submission.js';
import { nameInMessages, type Task } from './task.js';
import { TaskCall } from './task-call.js';
import { transferOf } from './transfer.js';

/**
 * Workers that run tasks, as Python's `multiprocessing.Pool`: processes, or threads. They start when there is work for
 * them, and one that is lost is replaced. Every task settles exactly once: with what it returned, with what it threw,
 * with the reason why it was stopped, or with `WorkerLostError` when its worker ended while it ran; nothing runs twice
 * unless `retries` says so. Of the waiting tasks, the first one that was submitted runs first, unless their `priority`
 * says otherwise. Unfinished tasks keep the program alive, idle workers do not.
 *
 * `await using pool = new Pool()` terminates it at the end of the block, as Python's `with Pool() as pool`.
 */
export class Pool implements AsyncDisposable {
  readonly #news: PoolNews;
  readonly #staff: Staff;
  readonly #manager: Manager | undefined;
  readonly #betweenThreads: boolean;

  /** Throws `ArgumentError` for options that mean nothing, and `EncodingError` for `initArgs` that cannot travel. */
  constructor(options: PoolOptions = {}) {
    const { kind, ...rest } = staffOptions(options);
    this.#news = new PoolNews(kind);
    this.#staff = new Staff({ kind, ...rest }, this.#news);
    this.#manager = options.manager;
    this.#betweenThreads = kind === 'thread';
  }

  /**
   * Runs a task in a worker and gives its result; rejects with what the task threw. Python's `Pool.apply`, except that
   * only the caller waits.
   */
  async apply<Args extends readonly unknown[], Result>(
    task: Task<(...args: Args) => Result>,
    ...[args, options]: ArgsAnd<TaskOptions, NoInfer<Args>>
  ): Promise<Awaited<Result>> {
    // A promise of its own: an error that the caller forgets is reported, as that of every other call.
    return (await this.#submit(task, args, options, this.apply).promise) as Awaited<Result>;
  }

  /**
   * Runs a task in a worker and gives its result as an `AsyncResult`, which can be asked and waited for. Python's
   * `Pool.apply_async`.
   */
  applyAsync<Args extends readonly unknown[], Result>(
    task: Task<(...args: Args) => Result>,
    ...[args, options]: ArgsAnd<TaskOptions, NoInfer<Args>>
  ): AsyncResult<Awaited<Result>> {
    const { promise } = this.#submit(task, args, options, this.applyAsync);
    return new AsyncResult(promise as Promise<Awaited<Result>>, nameInMessages(task));
  }

  /**
   * Starts all workers now, rather than when there is work for them; resolves when they are ready, their initializers
   * done. Rejects with `WorkerLostError` when they cannot be started.
   */
  async warmUp(): Promise<void> {
    await this.#staff.warmUp();
  }

  /** What the pool has done so far. Costs next to nothing. */
  statistics(): PoolStatistics {
    return this.#staff.statistics;
  }

  /** Calls the listener when such a thing happens; what it throws is an uncaught exception of the program. */
  on<Name extends keyof PoolEvents>(name: Name, listener: (...args: PoolEvents[Name]) => void): this {
    this.#news.emitter.on(name, listener as () => void);
    return this;
  }

  /** As `on`, for the next time only. */
  once<Name extends keyof PoolEvents>(name: Name, listener: (...args: PoolEvents[Name]) => void): this {
    this.#news.emitter.once(name, listener as () => void);
    return this;
  }

  /** Calls the listener no more. */
  off<Name extends keyof PoolEvents>(name: Name, listener: (...args: PoolEvents[Name]) => void): this {
    this.#news.emitter.off(name, listener as () => void);
    return this;
  }

  /** Takes no more tasks. Those submitted are still done; then the workers end. */
  close(): void {
    this.#staff.close();
  }

  /**
   * Ends the workers at once: processes by SIGTERM, and by SIGKILL those that are still there a second later. Every task
   * that is not settled rejects with `PoolTerminatedError`.
   */
  terminate(): void {
    this.#staff.terminate();
  }

  /** Resolves when the last worker is gone. Rejects with `StateError` (Python: `ValueError`) before `close()`. */
  async join(): Promise<void> {
    await this.#staff.join();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate();
    await this.join();
  }

  toString(): string {
    return `Pool(${this.#staff})`;
  }

  [inspect.custom](): string {
    return `[holdall ${this.toString()}]`;
  }

  #submit(
    task: unknown,
    args: readonly unknown[] = [],
    options: TaskOptions = {},
    below: (...args: never) => unknown,
  ): Pick<Submitted, 'promise'> {
    try {
      checkTaskOptions(options, `task ${nameInMessages(task)}`);
      const call = new TaskCall(task, args, callSite(below), {
        manager: this.#manager,
        betweenThreads: this.#betweenThreads,
        transfer: Array.isArray(args) ? args.flatMap(transferOf) : [],
      });
      return this.#staff.submit({ call, form: 'call', options });
    } catch (error) {
      return { promise: Promise.reject(error) };
    }
  }
}
