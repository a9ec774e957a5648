import { getHeapStatistics } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

/** Measuring asks the operating system, which takes longer than a small task. */
const MEASURED_EVERY_MS = 20;

let lastMeasured = Number.NEGATIVE_INFINITY;

/** What the worker uses, in bytes: a process all of its memory, a thread its own heap. 0 if it was measured just now. */
export function memoryInUse(): number {
  const now = performance.now();
  if (now - lastMeasured < MEASURED_EVERY_MS) return 0;
  lastMeasured = now;
  return isMainThread ? process.memoryUsage.rss() : getHeapStatistics().used_heap_size;
}
