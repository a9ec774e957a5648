import { inspect } from 'node:util';
import type { Manager } from '../client/manager.js';
import { AsyncResult } from './async-result.js';
import { callSite } from './call-site.js';
import { checkTaskOptions, type PoolOptions, staffOptions } from './pool-options.js';
import { type PoolEvents, PoolNews } from './staff/events.js';
import { Staff } from './staff/staff.js';
import type { PoolStatistics } from './staff/statistics.js';
import type { Submitted, TaskOptions } from './submission.js';
import { type ArgsOf, nameInMessages, type Task } from './task.js';
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
    ...[args, options]: [...ArgsOf<NoInfer<Args>>, options?: TaskOptions]
  ): Promise<Awaited<Result>> {
    // A promise of its own: an error that the caller forgets is reported, as that of every other call.
    return (await this.#submit(task, args, options, this.apply).promise) as Awaited<Result>;
  }
}
