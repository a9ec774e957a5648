import { PoolTerminatedError, StateError, TimeoutError } from '../../../protocol/errors.js';
import { type Deferred, defer } from '../deferred.js';
import { MOST_ORDERS } from '../claims.js';
import { checkNotLoading } from '../worker/loading.js';
import type { Answer } from '../messages.js';
import type { Submission, Submitter } from '../submission.js';
import type { Errand, TaskCall } from '../task-call.js';
import { Backlog, goesFirst } from './backlog.js';
import { type Ending, lost } from './ending.js';
import type { PoolNews } from './events.js';
import { FailedStarts } from './failed-starts.js';
import type { HostEvents, WorkerHost } from './host.js';
import { Job, type JobKeeper } from './job.js';
import { KeepAlive } from './keep-alive.js';
import { placeOf, Seat } from './seat.js';
import { type PoolStatistics, StatisticsKeeper } from './statistics.js';
import { Worker, type WorkerEvents } from './worker.js';

/**
 * How much work may lie before a worker that is busy, in milliseconds of the average task. Enough that it need not wait
 * for the next task after each; so little that a task which waits there is soon run or taken back.
 */
const AHEAD_MS = 2;

/** How often it is looked whether a task takes so long that what waits behind it should not wait for it, in milliseconds. */
const PATIENCE_MS = 10;

/** How much the last task's time counts in the average. */
const SMOOTHING = 0.1;

export interface StaffOptions {
  readonly size: number;
  readonly makeHost: (events: HostEvents) => WorkerHost;
  readonly initializer: TaskCall | undefined;
  /** `undefined`: no limit. */
  readonly maxTasksPerChild: number | undefined;
  readonly maxMemoryBytes: number | undefined;
  readonly taskTimeoutMs: number | undefined;
  readonly retries: number;
  readonly stopGraceMs: number;
  readonly startTimeoutMs: number;
}

/** The workers of a pool, and the jobs that wait for them or run in them. Decides who does what. */
export class Staff implements Submitter, JobKeeper, WorkerEvents {
  readonly #options: StaffOptions;
  readonly #news: PoolNews;
  /** Open → closed or terminated, closed → terminated. */
  #state: 'open' | 'closed' | 'terminated' = 'open';
  readonly #seats: readonly Seat[];
  /** All workers that are there, those included that have left their seats and are about to end. */
  readonly #workers = new Set<Worker>();
  readonly #unsettled = new Set<Job>();
  /** Jobs that any worker may run. */
  readonly #shared = new Backlog();
  readonly #failedStarts: FailedStarts;
  readonly #keepAlive = new KeepAlive();
  readonly #statistics = new StatisticsKeeper();
  readonly #over = defer<void>();
  #warming: Deferred<void> | undefined;
  #initializer: Errand | undefined;
  #isPreparing = false;
  #submitted = 0;
  #meanRunMs = Number.POSITIVE_INFINITY;
  /** Runs while there are jobs that wait in front of a busy worker. */
  #impatience: NodeJS.Timeout | undefined;

  constructor(options: StaffOptions, news: PoolNews) {
    this.#options = options;
    this.#news = news;
    this.#seats = Array.from({ length: options.size }, (_, place) => new Seat(place));
    this.#failedStarts = new FailedStarts(options.size);
  }

  get size(): number {
    return this.#options.size;
  }

  get state(): 'open' | 'closed' | 'terminated' {
    return this.#state;
  }

  get workers(): number {
    return this.#workers.size;
  }

  get unsettled(): number {
    return this.#unsettled.size;
  }

  get statistics(): PoolStatistics {
    const pinned = this.#seats.reduce((sum, seat) => sum + seat.pinned.size, 0);
    return this.#statistics.read(this.#shared.size + pinned);
  }

  // ── What its owner asks for ────────────────────────────────────────────────────────────────────────────────────────

  submit(submission: Submission): Job {
    this.#checkOpen();
    const job = new Job(submission, this.#submitted++, this);
    this.#statistics.submitted += 1;
    this.#unsettled.add(job);
    this.#keepAlive.set(true);
    this.#admit(job);
    job.heedSignal();
    return job;
  }

  /** Starts all workers; resolves when they are ready. Rejects with `WorkerLostError` when they cannot be started. */
  warmUp(): Promise<void> {
    this.#checkOpen();
    this.#warming ??= defer();
    this.#keepAlive.set(true);
    this.#hireIfNeeded();
    const { promise } = this.#warming;
    this.#finishWarmUp();
    return promise;
  }

  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#dispatch();
  }

  terminate(): void {
    this.#state = 'terminated';
    for (const job of this.#unsettled) job.reject(terminated(job));
    for (const { pinned } of this.#seats) clear(pinned);
    clear(this.#shared);
    clearInterval(this.#impatience);
    this.#warming?.reject(new PoolTerminatedError('the pool was terminated before its workers were ready'));
    this.#warming = undefined;
    for (const worker of this.#workers) worker.terminate();
    this.#finishIfOver();
  }

  /** Resolves when the last worker is gone. Rejects with `StateError` while the staff takes jobs. */
  async join(): Promise<void> {
    if (this.#state === 'open') throw new StateError('the pool is still running: call close() or terminate() first');
    this.#finishIfOver();
    await this.#over.promise;
  }

  // ── Jobs ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  onStop(job: Job): void {
    if (job.state === 'waiting') return this.#drop(job, () => job.reject(job.stopReason));
    if (job.state === 'begun') return this.#stopRunning(job);
    void job.worker?.recall(job).then((isBack) => {
      if (isBack) job.reject(job.stopReason);
      else if (job.state === 'sent' || job.state === 'begun') this.#stopRunning(job);
    });
  }

  onReturn(job: Job): void {
    if (job.state === 'waiting') return this.#drop(job, () => job.fulfil(undefined));
    job.worker?.return(job);
    this.#killInTime(job);
  }

  onSettled(job: Job, succeeded: boolean): void {
    this.#statistics[succeeded ? 'succeeded' : 'failed'] += 1;
    if (job.worker && job.state === 'begun') this.#news.taskEnded(job.worker, job, succeeded);
    this.#unsettled.delete(job);
    if (this.#state === 'closed') this.#dispatch();
    else this.#finishIfOver();
  }

  #drop(job: Job, settle: () => void): void {
    this.#backlogOf(job).remove(job);
    settle();
  }

  #stopRunning(job: Job): void {
    job.worker?.stop(job);
    this.#killInTime(job);
  }

  #killInTime(job: Job): void {
    const { worker } = job;
    job.setTimer(this.#options.stopGraceMs, () => worker?.kill());
  }

  #checkOpen(): void {
    checkNotLoading('a task was submitted to a pool');
    if (this.#state !== 'open') {
      throw new StateError(`the pool is not running: it was ${this.#state}, and takes no more tasks`);
    }
  }

  #admit(job: Job): void {
    const hadToWait = this.#shared.size > 0;
    this.#backlogOf(job).add(job);
    try {
      job.errand = job.submission.call.errandAtOnce();
    } catch (error) {
      return this.#drop(job, () => job.reject(error));
    }
    if (!job.errand) this.#address(job);
    // Where others wait, all workers are busy: it waits too.
    if (!hadToWait || this.#isPinned(job)) this.#dispatch();
  }

  #address(job: Job): void {
    job.submission.call.errand().then(
      (errand) => {
        job.errand = errand;
        this.#dispatch();
      },
      (error) => {
        this.#backlogOf(job).remove(job);
        job.reject(error);
        this.#dispatch();
      },
    );
  }

  #isPinned({ submission: { place, options } }: Job): boolean {
    return place !== undefined || options.key !== undefined;
  }

  #backlogOf({ submission: { place, options } }: Job): Backlog {
    const pinnedTo = place ?? (options.key === undefined ? undefined : placeOf(options.key, this.size));
    return pinnedTo === undefined ? this.#shared : (this.#seats[pinnedTo] as Seat).pinned;
  }

  /** Back to the others that wait, at its old place among them. */
  #putBack(job: Job): void {
    job.worker = undefined;
    job.isRecalled = false;
    job.state = 'waiting';
    if (job.isReturned) return job.fulfil(undefined);
    if (job.isAskedToStop) return job.reject(job.stopReason);
    this.#backlogOf(job).add(job);
  }

  // ── Who does what ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Gives out what there is to do, and sees to it that there are workers. */
  #dispatch(): void {
    for (const seat of this.#seats) this.#feed(seat);
    if (this.#seats.some(({ isIdle }) => isIdle)) this.#recallForIdle();
    this.#hireIfNeeded();
    if (this.#state === 'closed') this.#dismissIdle();
    this.#finishIfOver();
  }

  #feed(seat: Seat): void {
    const { worker } = seat;
    if (!worker?.isReady) return;
    for (let job = this.#nextFor(seat); job && this.#mayTake(worker, job); job = this.#nextFor(seat)) {
      this.#backlogOf(job).remove(job);
      worker.give(job, job.errand as Errand);
    }
    if (worker.jobs.size > 1) this.#impatience ??= setInterval(() => this.#recallFromSlow(), PATIENCE_MS).unref();
  }

  /** The first of those that wait, for this seat, if it can be sent. */
  #nextFor({ pinned }: Seat): Job | undefined {
    const [ours, everybodys] = [pinned.first(), this.#shared.first()];
    const next = ours && everybodys ? (goesFirst(ours, everybodys) ? ours : everybodys) : (ours ?? everybodys);
    return next?.errand && next;
  }

  #mayTake(worker: Worker, job: Job): boolean {
    const { maxTasksPerChild = Number.POSITIVE_INFINITY } = this.#options;
    if (worker.isLeaving || worker.given >= maxTasksPerChild) return false;
    const { current } = worker;
    if (!current) return true;
    // What can be sent but once, or runs for as long as somebody listens, does not wait in front of a worker.
    if (job.submission.form === 'stream' || !job.canBeSentAgain) return false;
    return worker.jobs.size <= this.#mostAhead() && !isSlow(current);
  }

  #mostAhead(): number {
    if (this.#options.maxMemoryBytes !== undefined) return 0;
    const fairShare = Math.ceil(this.#shared.size / this.size);
    return Math.min(MOST_ORDERS - 1, Math.floor(AHEAD_MS / this.#meanRunMs), fairShare);
  }

  /** One has nothing to do while others have jobs that they have not begun: takes half of them back from who has most. */
  #recallForIdle(): void {
    let [richest, most]: [Worker | undefined, readonly Job[]] = [undefined, []];
    for (const { worker } of this.#seats) {
      const queued = worker && worker.jobs.size > 1 ? worker.queued : [];
      if (queued.length > most.length) [richest, most] = [worker, queued];
    }
    if (richest) this.#recall(richest, most.slice(Math.floor(most.length / 2)));
  }

  /** A worker is busy for longer than was to be expected: what waits there goes to whoever is free first. */
  #recallFromSlow(): void {
    let isAnyQueued = false;
    for (const { worker } of this.#seats) {
      if (!worker || worker.jobs.size < 2) continue;
      isAnyQueued = true;
      if (isSlow(worker.current as Job)) this.#recall(worker, worker.queued);
    }
    if (isAnyQueued) return;
    clearInterval(this.#impatience);
    this.#impatience = undefined;
  }

  #recall(worker: Worker, jobs: readonly Job[]): void {
    for (const job of jobs) void this.#recallOne(worker, job);
  }

  async #recallOne(worker: Worker, job: Job): Promise<void> {
    if (!(await worker.recall(job))) return;
    this.#putBack(job);
    this.#dispatch();
  }

  // ── Workers ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #hireIfNeeded(): void {
    const isAnyWaiting = this.#shared.size > 0 || this.#seats.some(({ pinned }) => pinned.size > 0);
    // All is done without the workers that did not start. The next tasks may find things mended.
    if (!isAnyWaiting && !this.#warming) this.#failedStarts.forget();
    if (this.#failedStarts.areTooMany || this.#state === 'terminated') return;
    if (this.#options.initializer && !this.#initializer) return this.#prepareInitializer(this.#options.initializer);
    const [idle, starting] = [this.#count('isIdle'), this.#count('isStarting')];
    let wanted = this.#shared.size - idle - starting;
    for (const seat of this.#seats) {
      if (seat.worker || !(wanted > 0 || seat.pinned.size > 0 || this.#warming)) continue;
      this.#hire(seat);
      wanted -= 1;
    }
  }

  #count(what: 'isIdle' | 'isStarting'): number {
    return this.#seats.reduce((sum, seat) => sum + (seat[what] ? 1 : 0), 0);
  }

  #hire(seat: Seat): void {
    const { makeHost, startTimeoutMs } = this.#options;
    const worker = new Worker(makeHost, { place: seat.place, initializer: this.#initializer, startTimeoutMs }, this);
    seat.worker = worker;
    this.#workers.add(worker);
    this.#statistics.workersStarted += 1;
    this.#news.workerStarted(worker);
  }

  /** Its arguments may hold shared objects that their broker has to know first. */
  #prepareInitializer(initializer: TaskCall): void {
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    initializer.errand().then(
      (errand) => {
        this.#isPreparing = false;
        this.#initializer = errand;
        this.#hireIfNeeded();
      },
      (error) => {
        this.#isPreparing = false;
        this.#refuseWaiting(() => error);
      },
    );
  }

  onReady(worker: Worker): void {
    this.#statistics.countWorkers(1);
    this.#news.workerReady(worker);
    this.#finishWarmUp();
    this.#dispatch();
  }

  onBegun(worker: Worker, job: Job): void {
    this.#failedStarts.forget();
    this.#statistics.onBegun(job.begunAt - job.submittedAt);
    this.#news.taskStarted(worker, job);
    const timeoutMs = job.submission.options.timeout ?? this.#options.taskTimeoutMs;
    if (timeoutMs !== undefined && timeoutMs !== Number.POSITIVE_INFINITY && !job.isAskedToStop) {
      job.setTimer(timeoutMs, () => job.abort(timedOut(job, timeoutMs)));
    }
  }

  onAnswer(worker: Worker, _job: Job, answer: Answer): void {
    this.#meanRunMs = Number.isFinite(this.#meanRunMs)
      ? this.#meanRunMs + SMOOTHING * (answer.ranMs - this.#meanRunMs)
      : answer.ranMs;
    this.#statistics.onAnswer(answer.ranMs);
    const seat = this.#seats[worker.place] as Seat;
    if (this.#isSpent(worker, answer)) this.#retire(seat, worker);
    this.#feed(seat);
    if (worker.jobs.size === 0 || seat.worker !== worker) this.#dispatch();
  }

  onReport(worker: Worker, job: Job, value: unknown): void {
    this.#news.report(worker, job, value);
  }

  onEnd(worker: Worker, ending: Ending): void {
    this.#workers.delete(worker);
    if (ending.wasReady) this.#statistics.countWorkers(-1);
    this.#news.workerEnded(worker, ending);
    const seat = this.#seats[worker.place] as Seat;
    if (seat.worker === worker) seat.worker = undefined;
    for (const job of worker.jobs.values()) this.#recover(job, ending);
    // The place of one that had served is worth new attempts: it may have been the last to do the work.
    if (ending.hasServed) this.#failedStarts.forget();
    else this.#failedStarts.add(ending);
    if (this.#failedStarts.areTooMany) this.#refuseWaiting((what) => lost(ending, `before it could take ${what}`, 'no'));
    this.#dispatch();
  }

  /** A job's worker is gone. */
  #recover(job: Job, ending: Ending): void {
    if (job.state === 'begun') this.#statistics.onLost();
    if (job.state === 'settled') return;
    if (job.state === 'begun') {
      const { retries = this.#options.retries } = job.submission.options;
      if (job.isReturned) return job.fulfil(undefined);
      if (job.isAskedToStop || job.attempt > retries || !job.canBeSentAgain) {
        return job.reject(lost(ending, `while it ran ${job.description}`, 'unknown'));
      }
      job.attempt += 1;
    } else if (!job.canBeSentAgain) {
      return job.reject(lost(ending, `before it could take ${job.description}, which cannot be sent again`, 'no'));
    }
    this.#putBack(job);
  }

  /** Whatever kept the last worker from starting keeps the next one from it too: nobody must wait for ever. */
  #refuseWaiting(why: (what: string) => unknown): void {
    const refuse = (job: Job) => job.reject(why(job.description));
    for (const { worker, pinned } of this.#seats) if (!worker) clear(pinned, refuse);
    if (this.#seats.every(({ worker }) => !worker)) clear(this.#shared, refuse);
    this.#warming?.reject(why('a task'));
    this.#warming = undefined;
    this.#finishIfOver();
  }

  #isSpent(worker: Worker, { memoryBytes }: Answer): boolean {
    const { maxTasksPerChild = Number.POSITIVE_INFINITY, maxMemoryBytes = Number.POSITIVE_INFINITY } = this.#options;
    return worker.jobs.size === 0 && (worker.given >= maxTasksPerChild || memoryBytes > maxMemoryBytes);
  }

  /** Another takes its seat while it still ends. */
  #retire(seat: Seat, worker: Worker): void {
    if (worker.isLeaving) return;
    worker.end();
    seat.worker = undefined;
  }

  #dismissIdle(): void {
    const isAnyWaiting = this.#shared.size > 0;
    for (const seat of this.#seats) {
      if (seat.isIdle && !isAnyWaiting && seat.pinned.size === 0) this.#retire(seat, seat.worker as Worker);
    }
  }

  #finishWarmUp(): void {
    if (!this.#seats.every(({ worker }) => worker?.isReady)) return;
    this.#warming?.resolve();
    this.#warming = undefined;
  }

  #finishIfOver(): void {
    const isBusy = this.#unsettled.size > 0 || (this.#state !== 'open' && this.#workers.size > 0);
    this.#keepAlive.set(isBusy || this.#warming !== undefined);
    if (!isBusy && this.#state !== 'open') this.#over.resolve();
  }
}

function isSlow({ state, begunAt }: Job): boolean {
  return state === 'begun' && performance.now() - begunAt > AHEAD_MS;
}

/** Takes all out, one after the other. */
function clear(backlog: Backlog, each: (job: Job) => void = () => {}): void {
  for (let job = backlog.take(); job; job = backlog.take()) each(job);
}

function timedOut(job: Job, timeoutMs: number): TimeoutError {
  return new TimeoutError(`${job.description} was not done within ${timeoutMs} ms, and was stopped`);
}

function terminated({ name, state }: Job): PoolTerminatedError {
  const wasSent = state === 'begun' || state === 'sent';
  const message = `the pool was terminated: task ${name} ${wasSent ? 'was ended while it ran' : 'was not started'}`;
  return new PoolTerminatedError(message, { happened: state === 'begun' ? 'unknown' : 'no' });
}
