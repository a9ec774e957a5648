import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** How long something took, over all tasks so far, in milliseconds. All are 0 while there was none. */
export interface Times {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** What a pool has done since it was made. A chunk of a map counts as one task. */
export interface PoolStatistics {
  /** Tasks that were submitted, and of these the ones that returned, and that did not: they threw, or were lost or stopped. */
  readonly submitted: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Tasks that wait for a worker, and that run, at this moment. */
  readonly waiting: number;
  readonly running: number;
  /** Workers that are ready, at this moment, and that were started since the pool was made. */
  readonly workers: number;
  readonly workersStarted: number;
  /** From submission until the task began to run. */
  readonly waitTime: Times;
  /** From the beginning of a task until its end, as its worker measured it. */
  readonly runTime: Times;
  /** Which part of the time that there were ready workers they spent running tasks, from 0 to 1. */
  readonly utilisation: number;
}

const US_PER_MS = 1_000;

/** Counts what a staff does. */
export class StatisticsKeeper {
  submitted = 0;
  succeeded = 0;
  failed = 0;
  workers = 0;
  workersStarted = 0;
  readonly #waits = createHistogram();
  readonly #runs = createHistogram();
  #ranMs = 0;
  /** Time of ready workers, added up until `#since`. */
  #readyMs = 0;
  #since = performance.now();

  onBegun(waitedMs: number): void {
    record(this.#waits, waitedMs);
  }

  onAnswer(ranMs: number): void {
    this.#ranMs += ranMs;
    record(this.#runs, ranMs);
  }

  /** A worker has become ready, or a ready one has ended. */
  countWorkers(change: 1 | -1): void {
    this.#addReadyTime();
    this.workers += change;
  }

  read(waiting: number, running: number): PoolStatistics {
    this.#addReadyTime();
    const { submitted, succeeded, failed, workers, workersStarted } = this;
    return {
      submitted,
      succeeded,
      failed,
      waiting,
      running,
      workers,
      workersStarted,
      waitTime: timesOf(this.#waits),
      runTime: timesOf(this.#runs),
      utilisation: this.#readyMs > 0 ? Math.min(1, this.#ranMs / this.#readyMs) : 0,
    };
  }

  #addReadyTime(): void {
    const now = performance.now();
    this.#readyMs += this.workers * (now - this.#since);
    this.#since = now;
  }
}

/** A histogram counts whole numbers from 1. */
function record(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.max(1, Math.round(ms * US_PER_MS)));
}

function timesOf(histogram: RecordableHistogram): Times {
  if (histogram.count === 0) return { mean: 0, p50: 0, p90: 0, p99: 0, max: 0 };
  const ms = (us: number) => us / US_PER_MS;
  const [p50, p90, p99] = [50, 90, 99].map((p) => ms(histogram.percentile(p))) as [number, number, number];
  return { mean: ms(histogram.mean), p50, p90, p99, max: ms(histogram.max) };
}
