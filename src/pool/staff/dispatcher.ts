import type { Errand } from '../tasks/task-call.js';
import { Backlog, goesFirst } from './backlog.js';
import type { Job } from './job.js';
import { placeOf, type Seat } from './seat.js';
import type { StaffOptions } from './staff-options.js';
import type { Worker } from './worker.js';

/**
 * How much work may lie before a worker that is busy, in milliseconds of the average task. Enough that it need not wait
 * for the next task after each; so little that a task which waits there is soon run or taken back.
 */
const AHEAD_MS = 2;

/** How often it is looked whether a task takes so long that what waits behind it should not wait for it, in milliseconds. */
const PATIENCE_MS = 10;

/** How much the last task's time counts in the average. */
const SMOOTHING = 0.1;

/**
 * The jobs that wait, and who gets which. A worker that is busy with short tasks is given some ahead, so that it need not
 * wait for the next; they are taken back when another worker has nothing to do, or when a task takes longer after all.
 */
export class Dispatcher {
  readonly #seats: readonly Seat[];
  readonly #options: Pick<StaffOptions, 'maxTasksPerChild' | 'maxMemoryBytes'>;
  /** Is given the jobs that were taken back. */
  readonly #onBack: (jobs: readonly Job[]) => void;
  /** Jobs that any worker may run. */
  readonly #shared = new Backlog();
  /** Whether any job so far had another priority than the usual one. */
  #usesPriorities = false;
  #meanRunMs = Number.POSITIVE_INFINITY;
  /** Runs while there are jobs that wait in front of a busy worker. */
  #impatience: NodeJS.Timeout | undefined;

  constructor(
    seats: readonly Seat[],
    options: Pick<StaffOptions, 'maxTasksPerChild' | 'maxMemoryBytes'>,
    onBack: (jobs: readonly Job[]) => void,
  ) {
    this.#seats = seats;
    this.#options = options;
    this.#onBack = onBack;
  }

  /** How many jobs wait, those included that wait at a worker. */
  get waiting(): number {
    return this.#seats.reduce(
      (sum, { pinned, worker }) => sum + pinned.size + (worker?.unbegun ?? 0),
      this.#shared.size,
    );
  }

  /** How many jobs wait that any worker may run, and are at none. */
  get waitingForAny(): number {
    return this.#shared.size;
  }

  /** How many jobs run. */
  get running(): number {
    return this.#seats.filter(({ worker }) => worker?.current?.state === 'begun').length;
  }

  /** Whether other jobs wait where this one would: then whoever may run it is busy, or will ask for it by himself. */
  hasOthersLike(job: Job): boolean {
    return this.#backlogOf(job).size > 0;
  }

  /** What lies before a worker and is less urgent than this job, which was just added, is taken back. */
  makeWay(job: Job): void {
    this.#usesPriorities ||= job.priority !== 0;
    if (!this.#usesPriorities) return;
    const seats = job.pinnedTo === undefined ? this.#seats : [this.#seats[job.pinnedTo] as Seat];
    for (const { worker } of seats) {
      const later = worker && worker.jobs.size > 1 ? worker.queued.filter((queued) => goesFirst(job, queued)) : [];
      if (worker && later.length > 0) void this.#recall(worker, later);
    }
  }

  add(job: Job): void {
    this.#backlogOf(job).add(job);
  }

  remove(job: Job): void {
    this.#backlogOf(job).remove(job);
  }

  /** Takes out the jobs that only the worker at one of these seats may run, and those for any worker if so asked. */
  take(seats: readonly Seat[], sharedToo: boolean): Job[] {
    const backlogs = seats.map(({ pinned }) => pinned);
    if (sharedToo) backlogs.push(this.#shared);
    const taken: Job[] = [];
    for (const backlog of backlogs) for (let job = backlog.take(); job; job = backlog.take()) taken.push(job);
    return taken;
  }

  /** How long a task has run, which tells what to expect of the next. */
  noteRun(ranMs: number): void {
    const isFirst = this.#meanRunMs === Number.POSITIVE_INFINITY;
    this.#meanRunMs = isFirst ? ranMs : this.#meanRunMs + SMOOTHING * (ranMs - this.#meanRunMs);
  }

  /** A job at this seat may be killed, and its worker with it: what waits behind it must not be there then. */
  clearBehind(job: Job, { worker }: Seat): void {
    if (worker && worker === job.worker) void this.#recall(worker, worker.queued);
  }

  /** Gives those that have nothing to do what there is, or what others have ahead. */
  feedIdle(): void {
    for (const seat of this.#seats) if (seat.isIdle) this.#giveNext(seat);
    if (this.#seats.some(({ isIdle }) => isIdle)) this.#recallForIdle();
  }

  /**
   * Gives a worker that has answered what there is to do, ahead too: not one by one, but when half of what it had ahead is
   * done. Not when jobs are submitted: of several that are submitted together the most urgent one has to go first.
   */
  feed(seat: Seat): void {
    if (seat.worker && seat.worker.jobs.size > 1 + this.#mostAhead(seat) / 2) return;
    while (this.#giveNext(seat));
    if (seat.worker && seat.worker.jobs.size > 1) {
      this.#impatience ??= setInterval(() => this.#recallFromSlow(), PATIENCE_MS).unref();
    }
  }

  /** Whether there was a job that the worker at this seat could take. */
  #giveNext(seat: Seat): boolean {
    const { worker } = seat;
    if (!worker?.isReady) return false;
    const job = this.#nextFor(seat);
    if (!job || !this.#mayTake(worker, job, seat)) return false;
    this.remove(job);
    worker.give(job, job.errand as Errand);
    return true;
  }

  #backlogOf({ pinnedTo }: Job): Backlog {
    return pinnedTo === undefined ? this.#shared : (this.#seats[pinnedTo] as Seat).pinned;
  }

  /** The first of those that wait, for this seat, if it can be sent. */
  #nextFor({ pinned }: Seat): Job | undefined {
    const [own, shared] = [pinned.first(), this.#shared.first()];
    const next = own && shared ? (goesFirst(own, shared) ? own : shared) : (own ?? shared);
    return next?.errand && next;
  }

  #mayTake(worker: Worker, job: Job, seat: Seat): boolean {
    const { maxTasksPerChild = Number.POSITIVE_INFINITY } = this.#options;
    if (worker.isLeaving || !worker.hasRoom || worker.given >= maxTasksPerChild) return false;
    // What it gives back goes first, unless another worker is free before it.
    if (worker.recallsUnderway > 0) return false;
    const { current } = worker;
    if (!current) return true;
    // What can be sent but once, or runs for as long as somebody listens, does not wait in front of a worker.
    if (job.submission.form === 'stream' || !job.canBeSentAgain) return false;
    return worker.jobs.size <= this.#mostAhead(seat) && !isSlow(current) && !mayBeKilled(current);
  }

  #mostAhead({ pinned }: Seat): number {
    // What a task needs is known when it is over: the next one may have to go to another worker.
    if (this.#options.maxMemoryBytes !== undefined) return 0;
    // What only it may run nobody else can ask for.
    const fairShare = pinned.size + Math.ceil(this.#shared.size / this.#seats.length);
    return Math.min(Math.floor(AHEAD_MS / this.#meanRunMs), fairShare);
  }

  /** One has nothing to do while others have jobs that they have not begun: takes half of them back from who has most. */
  #recallForIdle(): void {
    let [richest, most]: [Worker | undefined, readonly Job[]] = [undefined, []];
    for (const { worker } of this.#seats) {
      const queued = worker && worker.jobs.size > 1 ? worker.queued : [];
      if (queued.length > most.length) [richest, most] = [worker, queued];
    }
    if (richest) void this.#recall(richest, most.slice(Math.floor(most.length / 2)).filter(isForAny));
  }

  /** What waits in front of a worker that is busy for longer than was to be expected goes to whoever is free first. */
  #recallFromSlow(): void {
    let isAnyQueued = false;
    for (const { worker } of this.#seats) {
      if (!worker || worker.jobs.size < 2) continue;
      isAnyQueued = true;
      if (isSlow(worker.current as Job)) void this.#recall(worker, worker.queued.filter(isForAny));
    }
    if (isAnyQueued) return;
    clearInterval(this.#impatience);
    this.#impatience = undefined;
  }

  async #recall(worker: Worker, jobs: readonly Job[]): Promise<void> {
    if (jobs.length === 0) return;
    worker.recallsUnderway += 1;
    // From behind: what the worker begins meanwhile is what was to be next.
    const asked = [...jobs].reverse().map(async (job) => ({ job, isBack: await worker.recall(job) }));
    const back = (await Promise.all(asked)).filter(({ isBack }) => isBack);
    worker.recallsUnderway -= 1;
    // All at once: who is given the first of them is given the one that goes first.
    if (back.length > 0) this.#onBack(back.map(({ job }) => job));
    else this.feed(this.#seats[worker.place] as Seat);
  }
}

/** The place of the worker that has to run a job; `undefined`: any. */
export function placeFor({ place, options: { key } }: Job['submission'], size: number): number | undefined {
  return place ?? (key === undefined ? undefined : placeOf(key, size));
}

function isForAny({ pinnedTo }: Job): boolean {
  return pinnedTo === undefined;
}

/** It was told to stop, or to give no more values, and has not long to do so. */
function mayBeKilled({ isAskedToStop, isReturned }: Job): boolean {
  return isAskedToStop || isReturned;
}

function isSlow({ state, begunAt }: Job): boolean {
  return state === 'begun' && performance.now() - begunAt > AHEAD_MS;
}
