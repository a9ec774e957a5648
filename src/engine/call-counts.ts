import type { ErrorCode } from '../../protocol/errors.js';
import type { CallStatistics } from '../objects/broker/statistics.js';
import { Histogram } from './histogram.js';

/**
 * How a call ended: with a result, with an error of ours or one that a user's type has `thrown`, `late` when its time was over
 * and its operation has a result for that, as `false` of a lock, or `abandoned` when its session ended first.
 */
export type CallEnd = 'ok' | 'late' | 'abandoned' | 'thrown' | ErrorCode;

/** From what a lock is held for to what a worker waits for its next job. */
const WAIT_BOUNDS_MS = [1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000, 60_000, 300_000, 3_600_000];

/** What became of the calls of one operation. Its method has it at hand: a call that went well costs one addition. */
export class CallCounts {
  /** Those that wait in a line now. */
  waiting = 0;
  #ok = 0;
  #otherEnds: Map<CallEnd, number> | undefined;
  /** None for operations that never waited. */
  #waits: Histogram | undefined;

  ended(how: CallEnd): void {
    if (how === 'ok') {
      this.#ok++;
      return;
    }
    this.#otherEnds ??= new Map();
    this.#otherEnds.set(how, (this.#otherEnds.get(how) ?? 0) + 1);
  }

  /** One that had to wait has ended, so long after its arrival. */
  waited(ms: number): void {
    this.#waits ??= new Histogram(WAIT_BOUNDS_MS);
    this.#waits.count(ms);
  }

  /** `undefined` when there was no call. */
  statistics(type: string, operation: string): CallStatistics | undefined {
    const { waiting } = this;
    const ends: Record<string, number> = this.#ok > 0 ? { ok: this.#ok } : {};
    for (const [how, times] of this.#otherEnds ?? []) ends[how] = times;
    if (waiting === 0 && Object.keys(ends).length === 0) return undefined;
    return { type, operation, ends, waiting, waits: this.#waits?.statistics() ?? null };
  }
}
