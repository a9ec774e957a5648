import { StateError } from '../../../protocol/errors.js';
import { LONGEST_TIMER_MS } from '../../objects/timers.js';
import { defer } from '../deferred.js';
import type { Answer } from '../messages/messages.js';
import type { Admission, Guest, Submission, Submitter } from '../tasks/submission.js';
import { Admissions } from './admissions.js';
import { Dispatcher, placeFor } from './dispatcher.js';
import type { Ending } from './ending.js';
import { lost, terminated, terminatedPool, timedOut } from './errors.js';
import type { PoolNews } from './events.js';
import { Job, type JobKeeper } from './job.js';
import { KeepAlive } from './keep-alive.js';
import { Roster, type RosterEvents } from './roster.js';
import { Seat } from './seat.js';
import type { StaffOptions } from './staff-options.js';
import { type PoolStatistics, StatisticsKeeper } from './statistics.js';
import type { Worker } from './worker.js';

/**
 * How long a worker that has nothing else to do may take to begin a job or to give it back, in milliseconds. It takes none;
 * one that was stopped, as by SIGSTOP, or frozen with its whole group, would never do either.
 */
const DEAF_MS = 5_000;

/**
 * The workers of a pool and the jobs that it was given: the roster says who works here, the dispatcher who does what. What
 * happens to either comes together here.
 */
export class Staff implements Submitter, JobKeeper, RosterEvents {
  readonly #options: StaffOptions;
  readonly #news: PoolNews;
  /** Open → closed or terminated, closed → terminated. */
  #state: 'open' | 'closed' | 'terminated' = 'open';
  readonly #seats: readonly Seat[];
  readonly #dispatcher: Dispatcher;
  readonly #roster: Roster;
  readonly #unsettled = new Set<Job>();
  readonly #admissions = new Admissions(() => this.#dispatch());
  readonly #keepAlive = new KeepAlive();
  readonly #statistics = new StatisticsKeeper();
  readonly #over = defer<void>();

  constructor(options: StaffOptions, news: PoolNews) {
    this.#options = options;
    this.#news = news;
    this.#seats = Array.from({ length: options.size }, (_, place) => new Seat(place));
    this.#dispatcher = new Dispatcher(this.#seats, options, (jobs) => this.#takeBack(jobs));
    this.#roster = new Roster(this.#seats, options, this);
  }

  get size(): number {
    return this.#options.size;
  }

  get statistics(): PoolStatistics {
    return this.#statistics.read(this.#dispatcher.waiting, this.#dispatcher.running);
  }

  toString(): string {
    return `${this.#state}, ${this.#roster.size} of ${this.size} workers, ${this.#unsettled.size} unsettled tasks`;
  }

  // ── What the pool asks for ─────────────────────────────────────────────────────────────────────────────────────────

  submit(submission: Submission): Job {
    this.#checkOpen();
    return this.#take(submission);
  }

  admit(guest: Guest): Admission {
    this.#checkOpen();
    return this.#admissions.admit(guest, (submission) => {
      if (this.#state === 'terminated') throw terminatedPool();
      return this.#take(submission);
    });
  }

  warmUp(): Promise<void> {
    this.#checkOpen();
    const ready = this.#roster.warmUp();
    this.#dispatch();
    return ready;
  }

  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#dispatch();
  }

  terminate(): void {
    this.#state = 'terminated';
    this.#dispatcher.take(this.#seats, true);
    this.#admissions.terminated(terminatedPool());
    for (const job of this.#unsettled) job.reject(terminated(job));
    this.#roster.terminate();
    this.#finishIfOver();
  }

  /** Resolves when the last worker is gone. Rejects with `StateError` while jobs are taken. */
  async join(): Promise<void> {
    if (this.#state === 'open') throw new StateError('the pool is still running: call close() or terminate() first');
    this.#admissions.awaited();
    this.#finishIfOver();
    await this.#over.promise;
  }

  // ── Jobs ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  onStop(job: Job): void {
    if (job.state === 'waiting') return this.#withdraw(job, () => job.reject(job.stopReason));
    if (job.state === 'begun') return this.#stopRunning(job);
    void job.worker?.recall(job).then((isBack) => {
      if (isBack) this.#takeBack([job]);
      else if (job.state === 'sent') this.#stopRunning(job);
    });
    job.setTimer(DEAF_MS, () => this.#killIfDeaf(job));
  }

  onReturn(job: Job): void {
    if (job.state === 'waiting') return this.#withdraw(job, () => job.fulfil(undefined));
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

  #checkOpen(): void {
    if (this.#state !== 'open') {
      throw new StateError(`the pool is not running: it was ${this.#state}, and takes no more tasks`);
    }
  }

  #take(submission: Submission): Job {
    const job = new Job(submission, this.#statistics.submitted++, placeFor(submission, this.size), this);
    this.#unsettled.add(job);
    this.#keepAlive.set(true);
    // One that is not wanted any more does not come near a worker.
    job.heedSignal();
    if (this.#unsettled.has(job)) this.#enqueue(job);
    return job;
  }

  #enqueue(job: Job): void {
    const hasToWait = this.#dispatcher.hasOthersLike(job);
    this.#dispatcher.add(job);
    try {
      job.errand = job.submission.call.errandAtOnce();
    } catch (error) {
      return this.#withdraw(job, () => job.reject(error));
    }
    if (!job.errand) this.#address(job);
    const hasNobody = job.pinnedTo !== undefined && !this.#seats[job.pinnedTo]?.worker;
    if (hasNobody) this.#roster.tryAnew();
    this.#dispatcher.makeWay(job);
    if (!hasToWait || hasNobody) this.#dispatch();
  }

  #address(job: Job): void {
    const withdraw = (error: unknown) => this.#withdraw(job, () => job.reject(error));
    job.submission.call
      .errand()
      .then((errand) => {
        job.errand = errand;
      }, withdraw)
      .finally(() => this.#dispatch());
  }

  #withdraw(job: Job, settle: () => void): void {
    this.#dispatcher.remove(job);
    settle();
    // Others may have waited for it to be known to its broker.
    this.#dispatch();
  }

  #stopRunning(job: Job): void {
    job.worker?.stop(job);
    this.#killInTime(job);
  }

  /** It has neither begun the job nor given it back, and nothing else keeps it busy. */
  #killIfDeaf({ worker }: Job): void {
    const current = worker && this.#seats[worker.place]?.worker?.current;
    if (current?.worker === worker && current?.state === 'sent') worker?.kill();
  }

  #killInTime(job: Job): void {
    const { worker } = job;
    if (worker) this.#dispatcher.clearBehind(job, this.#seats[worker.place] as Seat);
    job.setTimer(this.#options.stopGraceMs, () => worker?.kill());
  }

  #takeBack(jobs: readonly Job[]): void {
    for (const job of jobs) this.#putBack(job);
    this.#dispatch();
  }

  /** Back to the others that wait, at its old place among them. */
  #putBack(job: Job): void {
    if (job.state === 'settled') return;
    job.leaveWorker();
    if (job.isReturned) return job.fulfil(undefined);
    if (job.isAskedToStop) return job.reject(job.stopReason);
    this.#dispatcher.add(job);
  }

  /** Gives out what there is to do, and sees to it that there are workers. */
  #dispatch(): void {
    if (this.#state === 'terminated') return this.#finishIfOver();
    this.#dispatcher.feedIdle();
    this.#roster.hire(this.#dispatcher.waitingForAny);
    const isFinishing = this.#state === 'closed' && this.#admissions.size === 0;
    if (isFinishing && !this.#roster.isWarming && this.#dispatcher.waitingForAny === 0) this.#roster.retireIdle();
    this.#finishIfOver();
  }

  // ── Workers ────────────────────────────────────────────────────────────────────────────────────────────────────────

  onHired(worker: Worker): void {
    this.#statistics.workersStarted += 1;
    this.#news.workerStarted(worker);
  }

  onPrepared(): void {
    this.#dispatch();
  }

  onReady(worker: Worker): void {
    this.#statistics.countWorkers(1);
    this.#news.workerReady(worker);
    this.#roster.welcome();
    this.#dispatch();
  }

  onBegun(worker: Worker, job: Job): void {
    this.#roster.praise();
    this.#statistics.onBegun(job.begunAt - job.submittedAt);
    this.#news.taskStarted(worker, job);
    // It was to be taken back, and began all the same.
    if (job.isAskedToStop) return this.#stopRunning(job);
    const { options, calls = 1 } = job.submission;
    const timeoutMs = (options.timeout ?? this.#options.taskTimeoutMs ?? Number.POSITIVE_INFINITY) * calls;
    if (timeoutMs <= LONGEST_TIMER_MS) job.setTimer(timeoutMs, () => job.abort(timedOut(job, timeoutMs)));
  }

  onAnswer(worker: Worker, answer: Answer): void {
    this.#dispatcher.noteRun(answer.ranMs);
    this.#statistics.onAnswer(answer.ranMs);
    this.#roster.retireIfSpent(worker, answer.memoryBytes);
    this.#dispatcher.feed(this.#seats[worker.place] as Seat);
    if (worker.jobs.size === 0) this.#dispatch();
  }

  onReport(worker: Worker, job: Job, value: unknown): void {
    this.#news.report(worker, job, value);
  }

  onEnd(worker: Worker, left: readonly Job[], ending: Ending): void {
    if (ending.wasReady) this.#statistics.countWorkers(-1);
    this.#news.workerEnded(worker, ending);
    for (const job of left) this.#recover(job, ending);
    this.#roster.bury(worker, ending);
    this.#dispatch();
  }

  onVacant(seats: readonly Seat[], why: (what: string) => unknown): void {
    for (const job of this.#dispatcher.take(seats, seats.length === this.size)) job.reject(why(job.description));
    this.#finishIfOver();
  }

  /** A job's worker is gone. */
  #recover(job: Job, ending: Ending): void {
    if (job.state === 'settled') return;
    if (job.state === 'sent') return this.#recoverUnbegun(job, ending);
    const { retries = this.#options.retries } = job.submission.options;
    if (!job.isReturned && (job.isAskedToStop || job.attempt > retries || !job.canBeSentAgain)) {
      return job.reject(lost(ending, `while it ran ${job.description}`, 'unknown'));
    }
    job.attempt += 1;
    this.#putBack(job);
  }

  #recoverUnbegun(job: Job, ending: Ending): void {
    if (job.canBeSentAgain) return this.#putBack(job);
    const when = `before it could take ${job.description}, whose arguments it had been given`;
    job.reject(lost(ending, when, 'no'));
  }

  #finishIfOver(): void {
    const isEnding = this.#state !== 'open' && this.#admissions.size === 0;
    const isBusy = this.#unsettled.size > 0 || this.#roster.isWarming || (isEnding && this.#roster.size > 0);
    this.#keepAlive.set(isBusy);
    if (isBusy || !isEnding) return;
    this.#keepAlive.end();
    this.#over.resolve();
  }
}
