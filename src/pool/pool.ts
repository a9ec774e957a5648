import { availableParallelism } from 'node:os';
import { inspect } from 'node:util';
import { ArgumentError, PoolTerminatedError, StateError } from '../../protocol/errors.js';
import type { Manager } from '../client/manager.js';
import { AsyncResult } from './async-result.js';
import { callSite } from './call-site.js';
import { type Deferred, defer } from './deferred.js';
import { type Ending, lost } from './ending.js';
import { FailedStarts } from './failed-starts.js';
import { Fifo } from './fifo.js';
import { checkNotLoading } from './loading.js';
import { type ArgsOf, nameInMessages, type Task } from './task.js';
import { type Errand, TaskCall } from './task-call.js';
import { WorkerProcess } from './worker-process.js';

export interface PoolOptions {
  /** How many worker processes run at the same time. Default: as many as the machine runs in parallel. */
  readonly processes?: number;
  /** What `Manager.current()` gives to the tasks. Default: the manager that is current where a task is submitted. */
  readonly manager?: Manager;
}

/** A submitted task, until it is settled. */
interface Job extends Deferred<unknown> {
  readonly call: TaskCall;
  /** There as soon as the task can be sent. */
  errand?: Errand;
  isStarted: boolean;
}

/**
 * Worker processes that run tasks, as Python's `multiprocessing.Pool`. Workers start when there is work for them, and one
 * that is lost is replaced. Every task settles exactly once: with what it returned, with what it threw, or with
 * `WorkerLostError` when its worker ended; nothing is ever run twice. Tasks start in the order in which they were
 * submitted. Unfinished tasks keep the program alive, idle workers do not.
 *
 * `await using pool = new Pool()` terminates it at the end of the block, as Python's `with Pool() as pool`.
 */
export class Pool implements AsyncDisposable {
  readonly #size: number;
  readonly #manager: Manager | undefined;
  /** Open → closed or terminated, closed → terminated. */
  #state: 'open' | 'closed' | 'terminated' = 'open';
  /** Every job that is not settled, and of these the ones that no worker has yet. */
  readonly #unsettled = new Set<Job>();
  readonly #waiting = new Fifo<Job>();
  readonly #workers = new Set<WorkerProcess>();
  readonly #idle: WorkerProcess[] = [];
  #starting = 0;
  /**
   * Since a task had to wait. When they are too many, no more workers are started. Those that are there go on; when there
   * is none, the waiting tasks are told why.
   */
  readonly #failedStarts: FailedStarts;
  readonly #over = defer<void>();

  /** Throws `ArgumentError` when `processes` is no whole number of 1 or more. */
  constructor({ processes = availableParallelism(), manager }: PoolOptions = {}) {
    if (!Number.isSafeInteger(processes) || processes < 1) {
      throw new ArgumentError(`processes must be a whole number of 1 or more; got ${String(processes)}`);
    }
    this.#size = processes;
    this.#failedStarts = new FailedStarts(processes);
    this.#manager = manager;
  }

  /**
   * Runs a task in a worker and gives its result; rejects with what the task threw. Python's `Pool.apply`, except that
   * only the caller waits.
   */
  async apply<Args extends readonly unknown[], Result>(
    task: Task<(...args: Args) => Result>,
    ...[args]: ArgsOf<NoInfer<Args>>
  ): Promise<Awaited<Result>> {
    // A promise of its own, on which the pool has no handler: an error that the caller forgets is reported, as that of
    // every other call.
    return (await this.#submit(task, args, this.apply).promise) as Awaited<Result>;
  }

  /** Runs a task in a worker and gives its result as an `AsyncResult`, which can be asked and waited for. */
  applyAsync<Args extends readonly unknown[], Result>(
    task: Task<(...args: Args) => Result>,
    ...[args]: ArgsOf<NoInfer<Args>>
  ): AsyncResult<Awaited<Result>> {
    const { promise } = this.#submit(task, args, this.applyAsync);
    return new AsyncResult(promise as Promise<Awaited<Result>>, nameInMessages(task));
  }

  /** Takes no more tasks. Those submitted are still done; then the workers end. */
  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#dispatch();
  }

  /**
   * Ends the workers at once, by SIGTERM, and by SIGKILL those that are still there a second later. Every task that is
   * not settled rejects with `PoolTerminatedError`.
   */
  terminate(): void {
    this.#state = 'terminated';
    this.#waiting.drain();
    for (const job of this.#unsettled) job.reject(terminated(job));
    for (const worker of this.#workers) worker.terminate();
    this.#finishIfOver();
  }

  /** Resolves when the last worker process is gone. Rejects with `StateError` (Python: `ValueError`) before `close()`. */
  async join(): Promise<void> {
    if (this.#state === 'open') throw new StateError('the pool is still running: call close() or terminate() first');
    await this.#over.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.terminate();
    await this.join();
  }

  toString(): string {
    return `Pool(${this.#state}, ${this.#workers.size} of ${this.#size} workers, ${this.#unsettled.size} unsettled tasks)`;
  }

  [inspect.custom](): string {
    return `[holdall ${this.toString()}]`;
  }

  // ── Jobs ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #submit(task: unknown, args: readonly unknown[] = [], below: (...args: never) => unknown): Deferred<unknown> {
    const outcome = defer<unknown>();
    try {
      this.#checkOpen();
      const job = { ...outcome, call: new TaskCall(task, args, callSite(below), this.#manager), isStarted: false };
      this.#admit(job);
    } catch (error) {
      outcome.reject(error);
    }
    return outcome;
  }

  #checkOpen(): void {
    checkNotLoading('a task was submitted to a pool');
    if (this.#state !== 'open') {
      throw new StateError(`the pool is not running: it was ${this.#state}, and takes no more tasks`);
    }
  }

  #admit(job: Job): void {
    this.#unsettled.add(job);
    this.#waiting.push(job);
    const onSettled = () => {
      this.#unsettled.delete(job);
      if (!job.isStarted) this.#waiting.remove(job);
      this.#dispatch();
    };
    job.promise.then(onSettled, onSettled);
    job.call.address().then((errand) => {
      job.errand = errand;
      this.#dispatch();
    }, job.reject);
    this.#hireIfNeeded();
  }

  /** Gives the waiting jobs, first come first served, to idle workers, and sees to it that there are workers. */
  #dispatch(): void {
    for (let job = this.#waiting.first; job?.errand && this.#idle.length > 0; job = this.#waiting.first) {
      this.#waiting.shift();
      void this.#serve(this.#idle.pop() as WorkerProcess, job, job.errand);
    }
    this.#hireIfNeeded();
    if (this.#state === 'closed' && this.#waiting.length === 0) this.#dismissIdle();
    this.#finishIfOver();
  }

  async #serve(worker: WorkerProcess, job: Job, errand: Errand): Promise<void> {
    job.isStarted = true;
    try {
      job.resolve(await worker.run(errand));
    } catch (error) {
      job.reject(error);
    }
    if (!worker.ending) this.#idle.push(worker);
    this.#dispatch();
  }

  // ── Workers ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #hireIfNeeded(): void {
    // All is done without the workers that did not start. The next tasks may find things mended.
    if (this.#waiting.length === 0) this.#failedStarts.forget();
    if (this.#failedStarts.areTooMany) return;
    while (this.#starting < this.#waiting.length - this.#idle.length && this.#workers.size < this.#size) this.#hire();
  }

  #hire(): void {
    const worker = new WorkerProcess();
    this.#workers.add(worker);
    this.#starting += 1;
    void worker.ready.then((isReady) => {
      this.#starting -= 1;
      if (isReady) this.#welcome(worker);
    });
    void worker.ended.then((ending) => this.#bury(worker, ending));
  }

  #welcome(worker: WorkerProcess): void {
    this.#failedStarts.forget();
    worker.unref();
    this.#idle.push(worker);
    this.#dispatch();
  }

  #bury(worker: WorkerProcess, ending: Ending): void {
    this.#workers.delete(worker);
    const place = this.#idle.indexOf(worker);
    if (place >= 0) this.#idle.splice(place, 1);
    // The place of one that had served is worth new attempts: it may have been the last to do the work.
    if (ending.wasReady) this.#failedStarts.forget();
    else this.#failedStarts.add(ending);
    if (this.#failedStarts.areTooMany && this.#workers.size === 0) this.#refuseWaiting(ending);
    this.#dispatch();
  }

  /** Whatever kept the last worker from starting keeps the next one from it too: tasks must not wait for ever. */
  #refuseWaiting(ending: Ending): void {
    for (const job of this.#waiting.drain()) {
      job.reject(lost(ending, `before it could take task ${job.call.name}`, 'no'));
    }
  }

  #dismissIdle(): void {
    for (const worker of this.#idle.splice(0)) worker.end();
  }

  #finishIfOver(): void {
    if (this.#state !== 'open' && this.#workers.size === 0 && this.#unsettled.size === 0) this.#over.resolve();
  }
}

function terminated({ call, isStarted }: Job): PoolTerminatedError {
  const what = isStarted ? 'was ended while it ran' : 'was not started';
  const message = `the pool was terminated: task ${call.name} ${what}`;
  return new PoolTerminatedError(message, { happened: isStarted ? 'unknown' : 'no' });
}
