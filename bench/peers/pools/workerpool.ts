import { fileURLToPath } from 'node:url';
import { installed } from '../installed.js';
import { taskFile } from '../processes.js';
import { awaken, type PoolPeer, WORKERS } from './pool.js';

export function workerpool(workerType: 'thread' | 'process'): PoolPeer {
  return {
    name: 'workerpool',
    open: async () => {
      const { default: library } = await installed('workerpool', () => import('workerpool'));
      const script = fileURLToPath(taskFile('workerpool.mjs'));
      const pool = library.pool(script, { workerType, minWorkers: WORKERS, maxWorkers: WORKERS });
      return awaken({
        // Its promises are of its own make, without what `await` and `Promise.all` are typed with.
        add: async () => await pool.exec('add', [1, 2]),
        close: async () => await pool.terminate(),
      });
    },
  };
}
