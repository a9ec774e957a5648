import type { ProcessFacts } from '../objects/broker/info.js';
import { packageVersion } from '../version.js';

/** What there is to tell of this process at any later moment, as that in which a broker runs from now on. */
export function processFacts(addresses: () => readonly string[]): () => ProcessFacts {
  const version = packageVersion();
  const startedAt = performance.now();
  return () => {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    return {
      version,
      node: process.version,
      pid: process.pid,
      addresses: addresses(),
      uptimeMs: performance.now() - startedAt,
      memory: { rss, heapUsed, heapTotal, external },
    };
  };
}
