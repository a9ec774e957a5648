import { TimeoutError } from '../../../protocol/errors.js';
import { defer } from '../deferred.js';
import { MOST_ORDERS } from '../messages/claims.js';
import type { Answer, FromWorker } from '../messages/messages.js';
import { type Parcel, packThrown, parcelAtOnce } from '../messages/parcel.js';
import type { Errand } from '../tasks/task-call.js';
import { Briefing } from './briefing.js';
import type { Ending } from './ending.js';
import type { HostEnd, HostEvents, WorkerHost } from './host.js';
import type { Job, JobHolder } from './job.js';
import { causeIn, opened, settle } from './opening.js';

/** How long a worker that was told to end may take, in milliseconds, before it is killed. */
const LEAVING_MS = 5_000;

/** What a worker tells its owner, never from within a call of the owner's. */
export interface WorkerEvents {
  onReady(worker: Worker): void;
  /** A job is about to run. */
  onBegun(worker: Worker, job: Job): void;
  /** A job is about to be settled; the worker is free of it. */
  onAnswer(worker: Worker, answer: Answer): void;
  onReport(worker: Worker, job: Job, value: unknown): void;
  /** Exactly once, after all else. `left` is what it had not answered. */
  onEnd(worker: Worker, left: readonly Job[], ending: Ending): void;
}

export interface WorkerOptions {
  /** Its number among the workers that can be there at the same time, from 0. */
  readonly place: number;
  readonly initializer: Errand | undefined;
  /** How long it may take until it is ready, in milliseconds, before it is killed. */
  readonly startTimeoutMs: number;
}

/** The program's view of one worker: starting → ready → ended, or ended before it was ready. */
export class Worker implements JobHolder {
  readonly place: number;
  /** What it was given and has not answered, by number: what it runs, and what waits behind that. */
  readonly jobs = new Map<number, Job>();
  /** How many jobs it was given and did not give back. */
  given = 0;
  isReady = false;
  /** How many times it was asked to give jobs back that are still on their way to where they go next. */
  recallsUnderway = 0;
  /** Whether it is given no more jobs: it was told to end, or is about to be. */
  isLeaving = false;
  readonly #events: WorkerEvents;
  readonly #host: WorkerHost;
  readonly #briefing: Briefing;
  /** Jobs that it was asked to give back: those that it did not, too, so that it is asked once. */
  readonly #recalls = new Map<number, Promise<boolean>>();
  /** What is to be done when an order begins that was asked back. */
  readonly #onBegun = new Map<number, () => void>();
  #lastNumber = 0;
  #hasServed = false;
  #cause: unknown;
  #limit: NodeJS.Timeout | undefined;

  constructor(makeHost: (events: HostEvents) => WorkerHost, options: WorkerOptions, events: WorkerEvents) {
    const { place, initializer, startTimeoutMs } = options;
    this.place = place;
    this.#events = events;
    this.#host = makeHost({ onMessage: (message) => this.#hear(message), onEnd: (end) => this.#end(end) });
    this.#briefing = new Briefing((message) => this.#host.send(message));
    if (initializer) this.#host.send({ kind: 'initialize', worker: place, ...this.#briefing.orderOf(initializer) });
    else this.#host.send({ kind: 'welcome', worker: place });
    // When this program was too busy to hear it, the word that it is ready is read between the timer and `setImmediate`.
    this.#limit = setTimeout(() => setImmediate(() => this.#endStart(startTimeoutMs)), startTimeoutMs).unref();
  }

  get label(): string {
    return this.#host.label;
  }

  get pid(): number | undefined {
    return this.#host.pid;
  }

  get threadId(): number | undefined {
    return this.#host.threadId;
  }

  give(job: Job, errand: Errand): void {
    const number = ++this.#lastNumber;
    this.given += 1;
    this.jobs.set(number, job);
    job.state = 'sent';
    job.worker = this;
    job.number = number;
    const { task, broker, parcel } = this.#briefing.orderOf(errand);
    this.#host.send({ kind: 'run', number, form: job.submission.form, attempt: job.attempt, task, broker, parcel });
    if (job.pulled > 0) this.pull(job, job.pulled);
  }

  get isIdle(): boolean {
    return this.isReady && !this.isLeaving && this.jobs.size === 0;
  }

  get isStarting(): boolean {
    return !this.isReady && !this.isLeaving;
  }

  /** Whether the numbers of all orders that are out would have slots of their own in the claims, with one more. */
  get hasRoom(): boolean {
    for (const oldest of this.jobs.keys()) return this.#lastNumber + 1 - oldest < MOST_ORDERS;
    return true;
  }

  /** What it runs, or is about to; `undefined` when it has nothing to do. */
  get current(): Job | undefined {
    for (const job of this.jobs.values()) return job;
    return undefined;
  }

  /** How many of its jobs have not begun. */
  get unbegun(): number {
    return [...this.jobs.values()].filter(({ state }) => state === 'sent').length;
  }

  /** What waits for that, and was not asked back yet. */
  get queued(): Job[] {
    return [...this.jobs.values()]
      .slice(1)
      .filter(({ state, number }) => state === 'sent' && !this.#recalls.has(number));
  }

  /** Takes back a job that it has not begun; resolves to whether it could. The job is the caller's then. */
  recall(job: Job): Promise<boolean> {
    const { number } = job;
    const earlier = this.#recalls.get(number);
    // It is for whoever asked first to do something with it.
    if (earlier !== undefined) return earlier.then(() => false);
    const recalled = this.#recall(job);
    this.#recalls.set(number, recalled);
    return recalled;
  }

  async #recall(job: Job): Promise<boolean> {
    const { number } = job;
    const begun = defer<false>();
    this.#onBegun.set(number, () => begun.resolve(false));
    // When it begins, that is an answer too: nobody waits for one that never comes, as from a watch that could not start.
    const isBack = await Promise.race([this.#host.recall(number), begun.promise]);
    this.#onBegun.delete(number);
    // It may have been lost with its worker, and even be out again, before we come to hear it.
    if (!isBack || this.jobs.get(number) !== job) return false;
    this.#forget(number);
    this.given -= 1;
    job.leaveWorker();
    return true;
  }

  /** Asks the job's task to stop. */
  stop(job: Job): void {
    this.#host.askToStop(job.number);
    // The reason in parts, where it cannot travel whole; without its shared objects, which would have to be waited for.
    const packed = packThrown(job.stopReason, `task ${job.name}: reason to stop`);
    const parcel = parcelAtOnce(packed) ?? (parcelAtOnce(packThrown(undefined, '')) as Parcel);
    this.#host.send({ kind: 'stop', number: job.number, parcel });
  }

  pull(job: Job, count: number): void {
    this.#host.send({ kind: 'pull', number: job.number, count });
  }

  return(job: Job): void {
    this.#host.send({ kind: 'return', number: job.number });
  }

  /** Makes it one task, with which it ends. */
  embody(name: string, errand: Errand): void {
    this.#hasServed = true;
    this.isLeaving = true;
    this.#host.send({ kind: 'embody', name, ...this.#briefing.orderOf(errand) });
  }

  /** Lets it end in order: managers are closed first. */
  end(): void {
    this.isLeaving = true;
    this.#host.send({ kind: 'end' });
    this.#limit = setTimeout(() => this.kill(), LEAVING_MS);
  }

  /** Ends it now, a process by SIGTERM first. What it still says of its jobs is not heard: they are settled. */
  terminate(): void {
    this.isLeaving = true;
    this.jobs.clear();
    this.#host.terminate();
  }

  kill(): void {
    this.#host.signal('SIGKILL');
  }

  /** For a process; a thread ends at any. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#host.signal(signal);
  }

  #endStart(startTimeoutMs: number): void {
    if (this.isReady) return;
    this.#cause ??= new TimeoutError(
      `it was not ready within ${startTimeoutMs} ms: does its initializer, or a module that --import or --require names, never finish, or its workerFile not call startWorker()?`,
    );
    this.kill();
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        clearTimeout(this.#limit);
        this.isReady = true;
        return this.#events.onReady(this);
      case 'dying':
        this.#cause = causeIn(message.parcel) ?? this.#cause;
        return;
    }
    const job = this.jobs.get(message.number);
    // What another number says is a task's own invention.
    if (!job) return;
    switch (message.kind) {
      case 'begun':
        return this.#begin(job);
      case 'yielded':
        return this.#yield(job, message.id, message.parcel);
      case 'report':
        return this.#report(job, message.id, message.parcel);
      case 'done':
      case 'failed':
        this.#forget(message.number);
        this.#events.onAnswer(this, message);
        return settle(job, message, this.#host);
    }
  }

  #forget(number: number): void {
    this.jobs.delete(number);
    this.#recalls.delete(number);
  }

  #begin(job: Job): void {
    this.#onBegun.get(job.number)?.();
    this.#hasServed = true;
    job.state = 'begun';
    job.begunAt = performance.now();
    this.#events.onBegun(this, job);
  }

  #yield(job: Job, id: number, parcel: Parcel): void {
    job.hasYielded = true;
    const values = opened(job, { id, parcel, what: 'values' }, this.#host);
    if (values) job.submission.onYield?.(values.value as unknown[]);
  }

  #report(job: Job, id: number, parcel: Parcel): void {
    const report = opened(job, { id, parcel, what: 'report' }, this.#host);
    if (report) this.#events.onReport(this, job, report.value);
  }

  #end(end: HostEnd): void {
    clearTimeout(this.#limit);
    const wasReady = this.isReady;
    this.isReady = false;
    this.isLeaving = true;
    const cause = this.#cause ?? end.cause;
    const left = [...this.jobs.values()];
    // They are not this worker's any more: also not for a recall that is answered by its end.
    this.jobs.clear();
    this.#events.onEnd(this, left, { ...end, cause, label: this.label, wasReady, hasServed: this.#hasServed });
  }
}
