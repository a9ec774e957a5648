import type { CallStatistics, HistogramStatistics, Statistics } from '../../objects/broker/statistics.js';
import type { Top } from '../../objects/broker/top.js';

/** One look at a broker. */
export interface Sample {
  readonly statistics: Statistics;
  readonly top: Top;
}

/** The calls of one operation since the look before. */
export interface OperationRate {
  readonly operation: string;
  readonly perSecond: number;
  readonly okPerSecond: number;
  readonly waiting: number;
  /** What those waited on average that had to; `undefined` if none had. */
  readonly meanWaitMs: number | undefined;
}

/** What happened between two looks; all rates are per second. */
export interface Rates {
  readonly calls: number;
  readonly ok: number;
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly framesOut: number;
  readonly bytesOut: number;
  /** Shares of the time, 1 for all of it. Several threads can take more than one processor. */
  readonly loopActive: number;
  readonly processor: number;
  /** The bound that half, and all but a hundredth, of the times did not exceed; `undefined` where none was seen. */
  readonly packetP50Ms: number | undefined;
  readonly packetP99Ms: number | undefined;
  readonly loopLateP99Ms: number | undefined;
  /** The busiest first. */
  readonly operations: readonly OperationRate[];
}

/** Without a look before, what happened since the broker was started. */
export function ratesBetween(before: Sample | undefined, { statistics: now }: Sample): Rates {
  const then = before?.statistics;
  const seconds = Math.max(0.001, (now.upMs - (then?.upMs ?? 0)) / 1_000);
  const per = (of: (statistics: Statistics) => number) => (of(now) - (then ? of(then) : 0)) / seconds;
  const earlier = new Map(then?.calls.map((call) => [nameOf(call), call]));
  const operations = now.calls.map((call) => operationRate(earlier.get(nameOf(call)), call, seconds));
  const packets = since(then?.packets, now.packets);
  const late = now.process.loopDelay && since(then?.process.loopDelay, now.process.loopDelay);
  return {
    calls: sumOf(operations, ({ perSecond }) => perSecond),
    ok: sumOf(operations, ({ okPerSecond }) => okPerSecond),
    framesIn: per(({ traffic }) => traffic.framesIn),
    bytesIn: per(({ traffic }) => traffic.bytesIn),
    framesOut: per(({ traffic }) => traffic.framesOut),
    bytesOut: per(({ traffic }) => traffic.bytesOut),
    loopActive: per(({ process }) => process.loopActiveMs) / 1_000,
    processor: per(({ process }) => process.cpuMs) / 1_000,
    packetP50Ms: quantile(packets, 0.5),
    packetP99Ms: quantile(packets, 0.99),
    loopLateP99Ms: late ? quantile(late, 0.99) : undefined,
    operations: operations.sort((a, b) => b.perSecond - a.perSecond || b.waiting - a.waiting),
  };
}

function operationRate(before: CallStatistics | undefined, now: CallStatistics, seconds: number): OperationRate {
  const waits = now.waits && since(before?.waits, now.waits);
  const waited = waits ? sumOf(waits.counts, (count) => count) : 0;
  return {
    operation: nameOf(now),
    perSecond: (endsOf(now) - (before ? endsOf(before) : 0)) / seconds,
    okPerSecond: ((now.ends['ok'] ?? 0) - (before?.ends['ok'] ?? 0)) / seconds,
    waiting: now.waiting,
    meanWaitMs: waits && waited > 0 ? waits.sumMs / waited : undefined,
  };
}

function nameOf({ type, operation }: CallStatistics): string {
  return `${type}.${operation}`;
}

function endsOf({ ends }: CallStatistics): number {
  return sumOf(Object.values(ends), (count) => count);
}

/** What was counted since an earlier look. */
function since(before: HistogramStatistics | null | undefined, now: HistogramStatistics): HistogramStatistics {
  if (!before) return now;
  const counts = now.counts.map((count, place) => count - (before.counts[place] ?? 0));
  return { boundsMs: now.boundsMs, counts, sumMs: now.sumMs - before.sumMs };
}

/** The bound below which such a share lies; infinite where it is beyond all bounds. */
function quantile({ boundsMs, counts }: HistogramStatistics, share: number): number | undefined {
  const all = sumOf(counts, (count) => count);
  if (all === 0) return undefined;
  let seen = 0;
  const place = counts.findIndex((count) => {
    seen += count;
    return seen >= share * all;
  });
  return boundsMs[place] ?? Number.POSITIVE_INFINITY;
}

function sumOf<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((sum, each) => sum + of(each), 0);
}
