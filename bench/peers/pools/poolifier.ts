import { fileURLToPath } from 'node:url';
import { installed } from '../installed.js';
import { taskFile } from '../processes.js';
import { awaken, type PoolPeer, WORKERS } from './pool.js';

/** Its pool of fixed size. A worker is sent all tasks that are meant for it at once. */
export function poolifier(kind: 'thread' | 'cluster'): PoolPeer {
  return {
    name: 'poolifier',
    open: async () => {
      const { FixedClusterPool, FixedThreadPool } = await installed('poolifier', () => import('poolifier'));
      const FixedPool = kind === 'thread' ? FixedThreadPool : FixedClusterPool;
      const pool = new FixedPool<{ a: number; b: number }, number>(
        WORKERS,
        fileURLToPath(taskFile(kind === 'thread' ? 'poolifier-thread.mjs' : 'poolifier-cluster.cjs')),
      );
      return awaken({ add: () => pool.execute({ a: 1, b: 2 }), close: () => pool.destroy() });
    },
  };
}
