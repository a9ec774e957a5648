import { PoolTerminatedError } from '../../../protocol/errors.js';
import { type Deferred, defer } from '../deferred.js';
import type { Errand, TaskCall } from '../tasks/task-call.js';
import type { Ending } from './ending.js';
import { lost } from './errors.js';
import { FailedStarts } from './failed-starts.js';
import type { Seat } from './seat.js';
import type { StaffOptions } from './staff-options.js';
import { Worker, type WorkerEvents } from './worker.js';

/** What a roster tells the staff. */
export interface RosterEvents extends WorkerEvents {
  onHired(worker: Worker): void;
  /** Workers can be hired from now on, as `hire` would have done. */
  onPrepared(): void;
  /** No worker will come for these seats; `why` says it, for what was to be done by one. */
  onVacant(seats: readonly Seat[], why: (what: string) => unknown): void;
}

/** Who sits where: starts workers for the seats of a pool, and lets them go. */
export class Roster {
  readonly #seats: readonly Seat[];
  readonly #options: StaffOptions;
  readonly #events: RosterEvents;
  /** All workers that are there, those included that have left their seats and are about to end. */
  readonly #workers = new Set<Worker>();
  /**
   * When they are too many, no more workers are started. Those that are there go on; where there is none, the jobs that
   * wait are told why.
   */
  readonly #failedStarts: FailedStarts;
  #warming: Deferred<void> | undefined;
  #initializer: Errand | undefined;
  #isPreparing = false;

  constructor(seats: readonly Seat[], options: StaffOptions, events: RosterEvents) {
    this.#seats = seats;
    this.#options = options;
    this.#events = events;
    this.#failedStarts = new FailedStarts(options.size);
  }

  /** How many workers are there, whatever they do. */
  get size(): number {
    return this.#workers.size;
  }

  /** Whether somebody waits for all workers to be ready. */
  get isWarming(): boolean {
    return this.#warming !== undefined;
  }

  /** Resolves when all seats have a worker that is ready; rejects when that cannot be. `hire` starts them. */
  warmUp(): Promise<void> {
    this.#warming ??= defer();
    const { promise } = this.#warming;
    this.tryAnew();
    this.#finishWarmUp();
    return promise;
  }

  /** Starts workers for the seats that somebody waits for, and for as many others as jobs for any worker need. */
  hire(waitingForAny: number): void {
    const isNeeded = waitingForAny > 0 || this.isWarming || this.#seats.some(({ pinned }) => pinned.size > 0);
    if (!isNeeded) return this.#forgiveIfDone();
    if (this.#failedStarts.areTooMany) return;
    if (this.#options.initializer && !this.#initializer) return this.#prepare(this.#options.initializer);
    let wanted = waitingForAny - this.#seats.filter(({ isIdle, isStarting }) => isIdle || isStarting).length;
    for (const seat of this.#seats) {
      if (seat.worker || !(wanted > 0 || seat.pinned.size > 0 || this.isWarming)) continue;
      this.#hireFor(seat);
      wanted -= 1;
    }
  }

  /**
   * Somebody new waits for a worker at a seat where none could be started. Those who were told why are gone; without new
   * attempts he would wait until a worker elsewhere is done, which may be never.
   */
  tryAnew(): void {
    if (this.#failedStarts.areTooMany) this.#failedStarts.forget();
  }

  /** A worker has become ready. */
  welcome(): void {
    this.#finishWarmUp();
  }

  /** A worker has begun to run a job: workers can be started. */
  praise(): void {
    this.#failedStarts.forget();
  }

  /** A worker has ended. */
  bury(worker: Worker, ending: Ending): void {
    this.#workers.delete(worker);
    const seat = this.#seats[worker.place] as Seat;
    if (seat.worker === worker) seat.worker = undefined;
    // The place of one that had served is worth new attempts: it may have been the last to do the work.
    if (ending.hasServed) this.#failedStarts.forget();
    else this.#failedStarts.add(ending);
    if (this.#failedStarts.areTooMany) this.#giveUp((what) => lost(ending, `before it could take ${what}`, 'no'));
  }

  /** Lets a worker go; another may take its seat while it still ends. */
  retire(worker: Worker): void {
    if (worker.isLeaving) return;
    worker.end();
    (this.#seats[worker.place] as Seat).worker = undefined;
  }

  /** Lets a worker go that has done its share, or uses too much memory, when it has nothing to do. */
  retireIfSpent(worker: Worker, memoryBytes: number): void {
    const { maxTasksPerChild = Number.POSITIVE_INFINITY, maxMemoryBytes = Number.POSITIVE_INFINITY } = this.#options;
    const isSpent = worker.given >= maxTasksPerChild || memoryBytes > maxMemoryBytes;
    if (isSpent && worker.jobs.size === 0) this.retire(worker);
  }

  retireIdle(): void {
    for (const { isIdle, pinned, worker } of this.#seats)
      if (isIdle && pinned.size === 0) this.retire(worker as Worker);
  }

  terminate(): void {
    this.#endWarmUp(new PoolTerminatedError('the pool was terminated before its workers were ready'));
    for (const worker of this.#workers) worker.terminate();
  }

  #hireFor(seat: Seat): void {
    const { makeHost, startTimeoutMs } = this.#options;
    const options = { place: seat.place, initializer: this.#initializer, startTimeoutMs };
    const worker = new Worker(makeHost, options, this.#events);
    seat.worker = worker;
    this.#workers.add(worker);
    this.#events.onHired(worker);
  }

  /** All is being done without the workers that did not start. The next jobs may find things mended. */
  #forgiveIfDone(): void {
    if (this.#failedStarts.areNone || this.#seats.some(({ worker }) => worker && worker.unbegun > 0)) return;
    this.#failedStarts.forget();
  }

  /** The initializer's arguments may hold shared objects that their broker has to know first. */
  #prepare(initializer: TaskCall): void {
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    const prepared = (errand?: Errand) => {
      this.#isPreparing = false;
      this.#initializer = errand;
    };
    initializer.errand().then(
      (errand) => {
        prepared(errand);
        this.#events.onPrepared();
      },
      (error) => {
        prepared();
        this.#giveUp(() => error);
      },
    );
  }

  /** Whatever kept the last worker from starting keeps the next one from it too: nobody must wait for ever. */
  #giveUp(why: (what: string) => unknown): void {
    this.#endWarmUp(why('a task'));
    this.#events.onVacant(
      this.#seats.filter(({ worker }) => !worker),
      why,
    );
  }

  #finishWarmUp(): void {
    if (!this.#seats.every(({ worker }) => worker?.isReady)) return;
    this.#warming?.resolve();
    this.#warming = undefined;
  }

  #endWarmUp(error: unknown): void {
    this.#warming?.reject(error);
    this.#warming = undefined;
  }
}
