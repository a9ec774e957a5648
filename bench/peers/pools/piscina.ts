import { fileURLToPath } from 'node:url';
import { installed } from '../installed.js';
import { taskFile } from '../processes.js';
import { awaken, type PoolPeer, WORKERS } from './pool.js';

/** By default a worker has one task at a time; with more, it has its next task while the pool hears of the last. */
export function piscina(concurrentTasksPerWorker = 1): PoolPeer {
  return {
    name: concurrentTasksPerWorker === 1 ? 'piscina' : `piscina, ${concurrentTasksPerWorker} per worker`,
    open: async () => {
      const { Piscina } = await installed('piscina', () => import('piscina'));
      const filename = fileURLToPath(taskFile('piscina.mjs'));
      const pool = new Piscina({ filename, minThreads: WORKERS, maxThreads: WORKERS, concurrentTasksPerWorker });
      return awaken({ add: () => pool.run({ a: 1, b: 2 }), close: () => pool.destroy() });
    },
  };
}
