import type { HistogramStatistics } from '../objects/broker/statistics.js';

/** How many of some times fell into which bucket. To count one allocates nothing. */
export class Histogram {
  readonly #boundsMs: readonly number[];
  /** One more than bounds: the last is for what is beyond all of them. */
  readonly #counts: Float64Array;
  #sumMs = 0;

  constructor(boundsMs: readonly number[]) {
    this.#boundsMs = boundsMs;
    this.#counts = new Float64Array(boundsMs.length + 1);
  }

  /** A time at a bound belongs below it. */
  count(ms: number): void {
    const bounds = this.#boundsMs;
    let bucket = 0;
    while (bucket < bounds.length && ms > (bounds[bucket] as number)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#sumMs += ms;
  }

  statistics(): HistogramStatistics {
    return { boundsMs: this.#boundsMs, counts: [...this.#counts], sumMs: this.#sumMs };
  }
}
