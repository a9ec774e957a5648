import type { WorkerKind } from 'holdall';
import type { Contestant } from '../../harness/contest.js';
import { perSecond } from '../../harness/pace.js';
import { awaken, type PoolPeer, WORKERS } from '../pools/pool.js';

export function holdallPool(kind: WorkerKind): PoolPeer {
  return {
    name: 'holdall',
    open: async () => {
      const { pool, tasks, close } = await open(kind);
      return awaken({ add: () => pool.apply(tasks.add, [1, 2]), close });
    },
  };
}

/** One `map` over all items, each sent on its own. */
export function holdallMap(kind: WorkerKind): Contestant {
  return {
    name: 'holdall',
    setUp: async () => {
      const { pool, tasks, close } = await open(kind);
      const run = async (operations: number) =>
        await pool.map(tasks.increment, Array<number>(operations).fill(1), { chunkSize: 1 });
      return { measure: perSecond(run), tearDown: close };
    },
  };
}

async function open(kind: WorkerKind) {
  const { Pool } = await import('holdall');
  const tasks = await import('../tasks/holdall.mjs');
  const pool = new Pool({ processes: WORKERS, kind });
  const close = async () => {
    pool.close();
    await pool.join();
  };
  await pool.warmUp();
  return { pool, tasks, close };
}
