import { onAbort } from '../../client/aborts.js';
import type { HeapEntry } from '../../objects/heap.js';
import { timerDelay } from '../../objects/timers.js';
import { type Deferred, defer } from '../deferred.js';
import type { Submission, Submitted } from '../tasks/submission.js';
import type { Errand } from '../tasks/task-call.js';

/** The worker that a job was sent to, as far as others know it by the job. */
export interface JobHolder {
  readonly place: number;
  readonly pid: number | undefined;
  readonly threadId: number | undefined;
  /** Takes the job back if it has not begun; resolves to whether it could. */
  recall(job: Job): Promise<boolean>;
  stop(job: Job): void;
  pull(job: Job, count: number): void;
  return(job: Job): void;
  kill(): void;
}

/** What a job asks of the staff that has it. */
export interface JobKeeper {
  /** It is to stop. */
  onStop(job: Job): void;
  /** The rest of its stream is not wanted. */
  onReturn(job: Job): void;
  /** `job.state` is what it was before. */
  onSettled(job: Job, succeeded: boolean): void;
}

/**
 * A submitted task, until it is settled:
 *
 *     waiting → sent → begun → settled
 *        ↑       │       │
 *        └───────┴───────┘   its worker was lost before it began, or it may be run again
 *
 * and from any of them to settled.
 */
export class Job implements Submitted, HeapEntry {
  place = -1;
  state: 'waiting' | 'sent' | 'begun' | 'settled' = 'waiting';
  /** The worker that it was sent to, and its number there. */
  worker: JobHolder | undefined;
  number = 0;
  /** 1, or more when workers were lost while they ran it. */
  attempt = 1;
  /** There as soon as it can be sent. */
  errand: Errand | undefined;
  /** How many values of its stream were asked for, and whether any has arrived: it cannot be run again then. */
  pulled = 0;
  hasYielded = false;
  isReturned = false;
  readonly priority: number;
  readonly submission: Submission;
  readonly submittedAt = performance.now();
  /** When its last attempt began. */
  begunAt = 0;
  readonly sequence: number;
  /** The place of the worker that has to run it; `undefined`: any. */
  readonly pinnedTo: number | undefined;
  readonly #keeper: JobKeeper;
  readonly #outcome: Deferred<unknown> = defer();
  /** Why it is to stop, once somebody has asked for that. */
  #stop: { readonly reason: unknown } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopHeeding: (() => void) | undefined;

  constructor(submission: Submission, sequence: number, pinnedTo: number | undefined, keeper: JobKeeper) {
    this.submission = submission;
    this.sequence = sequence;
    this.pinnedTo = pinnedTo;
    this.priority = submission.options.priority ?? 0;
    this.#keeper = keeper;
  }

  /** From now on, and at once if it is aborted already. */
  heedSignal(): void {
    const { signal } = this.submission.options;
    if (!signal || this.state === 'settled') return;
    if (signal.aborted) return this.abort(signal.reason);
    this.#stopHeeding = onAbort(signal, () => this.abort(signal.reason));
  }

  get promise(): Promise<unknown> {
    return this.#outcome.promise;
  }

  get name(): string {
    return this.submission.call.name;
  }

  /** How messages call its task, for people who have to find it. */
  get description(): string {
    return `task ${this.name} of ${this.submission.call.identity.module}`;
  }

  get isAskedToStop(): boolean {
    return this.#stop !== undefined;
  }

  get stopReason(): unknown {
    return this.#stop?.reason;
  }

  /** What it carries away with it can be sent only once. */
  get canBeSentAgain(): boolean {
    return !this.submission.call.isMoved && !this.hasYielded;
  }

  abort(reason: unknown): void {
    if (this.state === 'settled' || this.#stop) return;
    this.#stop = { reason };
    this.#keeper.onStop(this);
  }

  pull(count: number): void {
    this.pulled += count;
    this.worker?.pull(this, count);
  }

  return(): void {
    if (this.state === 'settled' || this.isReturned) return;
    this.isReturned = true;
    this.#keeper.onReturn(this);
  }

  /** It was given back, or its worker is gone. */
  leaveWorker(): void {
    this.#clearTimer();
    this.worker = undefined;
    this.state = 'waiting';
  }

  /**
   * Runs `then` after so many milliseconds, unless the job is settled, or another time is set, before. When this program was
   * too busy to hear of its end, that is read between the timer and `setImmediate`.
   */
  setTimer(ms: number, then: () => void): void {
    this.#clearTimer();
    const timer = setTimeout(() => setImmediate(() => this.#timer === timer && then()), timerDelay(ms));
    this.#timer = timer;
  }

  /** One that was asked to stop rejects with the reason, whatever came of it. */
  fulfil(value: unknown): void {
    if (this.#stop) return this.reject(this.#stop.reason);
    if (this.#leave(true)) this.#outcome.resolve(value);
  }

  reject(error: unknown): void {
    const reason = this.#stop ? this.#stop.reason : error;
    if (this.#leave(false)) this.#outcome.reject(reason);
  }

  #clearTimer(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Whether it was not settled before. */
  #leave(succeeded: boolean): boolean {
    if (this.state === 'settled') return false;
    this.#clearTimer();
    this.#stopHeeding?.();
    this.#keeper.onSettled(this, succeeded);
    this.state = 'settled';
    this.worker = undefined;
    return true;
  }
}
