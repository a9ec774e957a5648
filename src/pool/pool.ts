import { inspect } from 'node:util';
import { startBroadcast } from './calls/broadcast.js';
import { type ImapOptions, startImap } from './calls/imap.js';
import { type MapOptions, startMap } from './calls/map.js';
import { PoolCaller, type PoolOfCaller } from './calls/pool-caller.js';
import type { Items } from './calls/source.js';
import { type Streamable, type StreamOptions, startStream } from './calls/stream.js';
import { startCall, type TaskCaller } from './calls/task-caller.js';
import { type PoolOptions, staffOptions } from './pool-options.js';
import { type AsyncResult, asyncResult, type ResultCallbacks } from './results/async-result.js';
import type { ResultIterator } from './results/result-iterator.js';
import { type PoolEvents, PoolNews } from './staff/events.js';
import { Staff } from './staff/staff.js';
import type { PoolStatistics } from './staff/statistics.js';
import { callSite, callSiteIfRare, siteByAwaiting } from './tasks/call-site.js';
import type { TaskOptions } from './tasks/submission.js';
import type { ArgsThen, Task } from './tasks/task.js';
import { checkNotLoading } from './worker/loading.js';

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
  readonly #ofCallers: PoolOfCaller;

  /** Throws `ArgumentError` for options that mean nothing, and `EncodingError` for `initArgs` that cannot travel. */
  constructor(options: PoolOptions = {}) {
    const checked = staffOptions(options);
    this.#news = new PoolNews(checked.kind);
    this.#staff = new Staff(checked, this.#news);
    this.#ofCallers = { manager: options.manager, betweenThreads: checked.kind === 'thread' };
  }

  /** Runs a task in a worker and gives its result; rejects with what the task threw. Python's `Pool.apply`, except that only the caller waits. */
  async apply<Args extends readonly unknown[], Result>(
    task: Task<(...args: Args) => Result>,
    ...[args, options]: ArgsThen<NoInfer<Args>, TaskOptions>
  ): Promise<Awaited<Result>> {
    const caller = new PoolCaller(task, callSiteIfRare(this.apply), this.#ofCallers);
    try {
      return (await startCall(this.#staff, caller, 'apply', args, options).promise) as Awaited<Result>;
    } catch (error) {
      siteByAwaiting(error, this.apply);
      throw error;
    }
  }

  /**
   * Runs a task in a worker and gives its result as an `AsyncResult`, which can be asked, waited for and cancelled. Python's
   * `Pool.apply_async`; `callback` and `errorCallback` are among the options.
   */
  applyAsync<Args extends readonly unknown[], Result>(
    task: Task<(...args: Args) => Result>,
    ...[args, options = {}]: ArgsThen<NoInfer<Args>, TaskOptions & ResultCallbacks<Awaited<Result>>>
  ): AsyncResult<Awaited<Result>> {
    const caller = this.#caller(task, this.applyAsync);
    return asyncResult(caller.name, options, (given) => startCall(this.#staff, caller, 'applyAsync', args, given));
  }

  /**
   * Runs a task for each item, which is its argument, and gives the results in the order of the items. The items, of any
   * iterable or async iterable, are read whole; they go to the workers in chunks. After an error the other chunks are still
   * done, and then the promise rejects with the first one. An item that cannot travel is refused before anything runs. Python's `Pool.map`.
   */
  async map<Item, Result>(
    task: Task<(item: Item) => Result>,
    items: Items<NoInfer<Item>>,
    options: MapOptions = {},
  ): Promise<Awaited<Result>[]> {
    return (await startMap(this.#staff, this.#caller(task, this.map), items, 'argument', options)
      .promise) as Awaited<Result>[];
  }

  /** As `map`, at once, with an `AsyncResult`. Python's `Pool.map_async`. */
  mapAsync<Item, Result>(
    task: Task<(item: Item) => Result>,
    items: Items<NoInfer<Item>>,
    options: MapOptions & ResultCallbacks<Awaited<Result>[]> = {},
  ): AsyncResult<Awaited<Result>[]> {
    const caller = this.#caller(task, this.mapAsync);
    return asyncResult(caller.name, options, (given) => startMap(this.#staff, caller, items, 'argument', given));
  }

  /** As `map`, but each item is a list of the task's arguments. Python's `Pool.starmap`. */
  async starmap<Args extends readonly unknown[], Result>(
    task: Task<(...args: Args) => Result>,
    items: Items<Readonly<NoInfer<Args>>>,
    options: MapOptions = {},
  ): Promise<Awaited<Result>[]> {
    const caller = this.#caller(task, this.starmap);
    return (await startMap(this.#staff, caller, items, 'arguments', options).promise) as Awaited<Result>[];
  }

  /** As `starmap`, at once, with an `AsyncResult`. Python's `Pool.starmap_async`. */
  starmapAsync<Args extends readonly unknown[], Result>(
    task: Task<(...args: Args) => Result>,
    items: Items<Readonly<NoInfer<Args>>>,
    options: MapOptions & ResultCallbacks<Awaited<Result>[]> = {},
  ): AsyncResult<Awaited<Result>[]> {
    const caller = this.#caller(task, this.starmapAsync);
    return asyncResult(caller.name, options, (given) => startMap(this.#staff, caller, items, 'arguments', given));
  }

  /**
   * Runs a task for each item, and gives the results one by one, in the order of the items. The items are read as results
   * are taken, never more than `highWaterMark` ahead; so they may be endless. It begins at once. Python's `Pool.imap`, which
   * reads all of them. Throws `StateError` and `ArgumentError` at once.
   */
  imap<Item, Result>(
    task: Task<(item: Item) => Result>,
    items: Items<NoInfer<Item>>,
    options: ImapOptions = {},
  ): ResultIterator<Awaited<Result>> {
    return startImap(this.#staff, this.#caller(task, this.imap), items, true, options);
  }

  /** As `imap`, but the results come in the order in which they are there. Python's `Pool.imap_unordered`. */
  imapUnordered<Item, Result>(
    task: Task<(item: Item) => Result>,
    items: Items<NoInfer<Item>>,
    options: ImapOptions = {},
  ): ResultIterator<Awaited<Result>> {
    return startImap(this.#staff, this.#caller(task, this.imapUnordered), items, false, options);
  }

  /**
   * Runs a task whose result is iterated, as that of an (async) generator, and gives its values one by one. The task goes on
   * as they are taken, never more than `highWaterMark` (16) values ahead; its worker does nothing else meanwhile. What it throws
   * comes after the values before it. Who leaves the loop early ends it: `finally` blocks in the task run. Throws `StateError`,
   * `ArgumentError` and `EncodingError` at once.
   */
  stream<Args extends readonly unknown[], Value>(
    task: Task<(...args: Args) => Streamable<Value>>,
    ...[args, options]: ArgsThen<NoInfer<Args>, StreamOptions>
  ): ResultIterator<Awaited<Value>> {
    return startStream(this.#staff, this.#caller(task, this.stream), args, options);
  }

  /**
   * Runs a task once in each worker of the pool, those that are not started yet included, and gives the results in the order of the
   * workers' places. Rejects with the first error, when all are done. Python has no such method.
   */
  async broadcast<Args extends readonly unknown[], Result>(
    task: Task<(...args: Args) => Result>,
    ...[args, options]: ArgsThen<NoInfer<Args>, TaskOptions>
  ): Promise<Awaited<Result>[]> {
    return (await startBroadcast(this.#staff, this.#caller(task, this.broadcast), args, options)
      .promise) as Awaited<Result>[];
  }

  /**
   * Starts all workers now, rather than when there is work for them; resolves when they are ready, their initializers
   * done. Rejects with `WorkerLostError` when they cannot be started.
   */
  async warmUp(): Promise<void> {
    checkNotLoading('a pool was warmed up');
    await this.#staff.warmUp();
  }

  /** What the pool has done so far. Costs next to nothing. */
  statistics(): PoolStatistics {
    return this.#staff.statistics;
  }

  /** Calls the listener when such a thing happens; what it throws is an uncaught exception of the program. */
  on<Name extends keyof PoolEvents>(name: Name, listener: (...args: PoolEvents[Name]) => void): this {
    this.#news.listen('on', name, listener);
    return this;
  }

  /** As `on`, for the next time only. */
  once<Name extends keyof PoolEvents>(name: Name, listener: (...args: PoolEvents[Name]) => void): this {
    this.#news.listen('once', name, listener);
    return this;
  }

  /** Calls the listener no more. */
  off<Name extends keyof PoolEvents>(name: Name, listener: (...args: PoolEvents[Name]) => void): this {
    this.#news.listen('off', name, listener);
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

  /** Calls of a task, all of which are asked for where `below` was called. */
  #caller(task: unknown, below: (...args: never) => unknown): TaskCaller {
    return new PoolCaller(task, callSite(below), this.#ofCallers);
  }
}
