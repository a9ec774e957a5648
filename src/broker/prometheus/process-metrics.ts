import type { ProcessStatistics } from '../../objects/broker/statistics.js';
import { Exposition } from './exposition.js';

/** What a process takes of its machine, under the names that all programs of this kind use. */
export function processText(process: ProcessStatistics, startedAt: Date): string {
  const page = new Exposition();
  const gauge = (name: string, help: string, value: number) => page.gauge(name, help, [[{}, value]]);
  page.counter('process_cpu_seconds_total', 'Processor time, of the program and of the system for it.', [
    [{}, process.cpuMs / 1_000],
  ]);
  gauge('process_start_time_seconds', 'When the process started, since 1970.', startedAt.getTime() / 1_000);
  gauge('process_resident_memory_bytes', 'Memory that is not swapped out.', process.rssBytes);
  gauge('nodejs_heap_size_used_bytes', 'What JavaScript objects take.', process.heapUsedBytes);
  gauge('nodejs_heap_size_total_bytes', 'What there is for JavaScript objects.', process.heapTotalBytes);
  gauge('nodejs_external_memory_bytes', 'What buffers outside of the heap take.', process.externalBytes);
  return page.text;
}
