import { Histogram } from '../engine/histogram.js';
import type { HistogramStatistics } from '../objects/broker/statistics.js';

/** How often it looks. A loop that is blocked for longer than that is seen for certain. */
const PERIOD_MS = 50;

/** How long it goes on when nobody asks: more than twice what is usual between two scrapes. */
const INTEREST_MS = 150_000;

const BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 10_000];

/**
 * How late the event loop is, measured while somebody asks. Not by `monitorEventLoopDelay`: that counts its own period in,
 * and its percentiles are of all time or must be set back, which takes them from whoever else asks.
 */
export class LoopDelay {
  #histogram: Histogram | undefined;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = 0;
  #askedAt = 0;

  /** What was seen so far; `null` for who asks first. Nothing is forgotten in times when nobody asks. */
  statistics(): HistogramStatistics | null {
    const statistics = this.#histogram?.statistics() ?? null;
    this.#histogram ??= new Histogram(BOUNDS_MS);
    this.#askedAt = performance.now();
    if (!this.#timer) this.#wait();
    return statistics;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(): void {
    this.#dueAt = performance.now() + PERIOD_MS;
    this.#timer = setTimeout(() => this.#look(), PERIOD_MS).unref();
  }

  #look(): void {
    const now = performance.now();
    this.#histogram?.count(Math.max(0, now - this.#dueAt));
    if (now - this.#askedAt > INTEREST_MS) this.stop();
    else this.#wait();
  }
}
