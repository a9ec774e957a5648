import type { Clock } from '../clock.js';

/**
 * How long after a call's time is over a broker may leave it unanswered, in milliseconds. A living broker answers within
 * one; one that is stopped, or hangs, never does, and over a local socket nothing else would tell.
 */
export const PATIENCE_MS = 10_000;

/** What is watched: a session's calls that have a time limit. */
export interface Watched {
  /** When the first of the calls that wait should have been answered; `undefined` if none has a limit. */
  readonly earliestDeadline: number | undefined;
  /** Grows with everything that the broker sends. */
  readonly received: number;
}

/** Notices a broker that does not answer. One timer for all calls; none while no call has a time limit. */
export class Patience {
  readonly #clock: Clock;
  readonly #watched: Watched;
  readonly #onLost: () => void;
  #stopTimer: () => void = () => {};
  #armedFor = Number.POSITIVE_INFINITY;
  #receivedBefore = 0;

  constructor(clock: Clock, watched: Watched, onLost: () => void) {
    this.#clock = clock;
    this.#watched = watched;
    this.#onLost = onLost;
  }

  /** A call should be answered by `deadline`, on the clock of the connection. */
  expectBy(deadline: number): void {
    if (deadline >= this.#armedFor) return;
    this.stop();
    this.#armedFor = deadline;
    this.#receivedBefore = this.#watched.received;
    // Beyond what a timer can wait it looks too early, finds nothing overdue, and looks again.
    const delay = deadline - this.#clock.now() + PATIENCE_MS;
    // Not at once: after a long turn of the program timers come first, before the answers that have arrived meanwhile.
    this.#stopTimer = this.#clock.after(delay, () => setImmediate(() => this.#look()), { unref: true });
  }

  stop(): void {
    this.#stopTimer();
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #look(): void {
    const { earliestDeadline, received } = this.#watched;
    const now = this.#clock.now();
    const isSilent = received === this.#receivedBefore;
    this.stop();
    if (earliestDeadline === undefined) return;
    if (isSilent && earliestDeadline + PATIENCE_MS <= now) this.#onLost();
    else this.expectBy(Math.max(earliestDeadline, isSilent ? 0 : now));
  }
}
