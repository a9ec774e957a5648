import type { ProcessStatistics } from '../objects/broker/statistics.js';
import type { LoopDelay } from './loop-delay.js';

/** What this process takes of its machine. */
export function processStatistics(loopDelay: LoopDelay): ProcessStatistics {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    rssBytes: rss,
    heapUsedBytes: heapUsed,
    heapTotalBytes: heapTotal,
    externalBytes: external,
    cpuMs: (user + system) / 1_000,
    loopActiveMs: performance.eventLoopUtilization().active,
    loopDelay: loopDelay.statistics(),
  };
}
