import { fileURLToPath } from 'node:url';
import { installed } from '../installed.js';
import { taskFile } from '../processes.js';
import { awaken, type PoolPeer, WORKERS } from './pool.js';

/** As piscina, of which it is a fork, but that it has processes too. */
export function tinypool(runtime: 'worker_threads' | 'child_process', concurrentTasksPerWorker = 1): PoolPeer {
  return {
    name: concurrentTasksPerWorker === 1 ? 'tinypool' : `tinypool, ${concurrentTasksPerWorker} per worker`,
    open: async () => {
      const { Tinypool } = await installed('tinypool', () => import('tinypool'));
      const filename = fileURLToPath(taskFile('tinypool.mjs'));
      const size = { minThreads: WORKERS, maxThreads: WORKERS };
      const pool = new Tinypool({ filename, runtime, concurrentTasksPerWorker, ...size });
      return awaken({ add: () => pool.run({ a: 1, b: 2 }), close: () => pool.destroy() });
    },
  };
}
