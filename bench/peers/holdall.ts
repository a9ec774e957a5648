import type { Pool, PoolOptions } from 'holdall';
import type { Contestant } from '../harness/contest.js';
import { perSecond } from '../harness/pace.js';
import { awaken, type PoolPeer, WORKERS } from './pool.js';

type Kind = 'thread' | 'process';

/** What the pool is about to have: this compiles, and fails at run time, until it does. */
type Options = PoolOptions & { readonly kind: Kind };
interface Mapping {
  map<Item>(task: (item: Item) => unknown, items: Iterable<Item>, options: { chunkSize: number }): PromiseLike<unknown>;
}

export function holdallPool(kind: Kind): PoolPeer {
  return {
    name: 'holdall',
    open: async () => {
      const { pool, tasks, close } = await open(kind);
      return awaken({ add: () => pool.apply(tasks.add, [1, 2]), close });
    },
  };
}

/** One `map` over all items, each sent on its own. */
export function holdallMap(kind: Kind): Contestant {
  return {
    name: 'holdall',
    setUp: async () => {
      const { pool, tasks, close } = await open(kind);
      const mapping = pool as Pool & Mapping;
      const run = async (operations: number) =>
        await mapping.map(tasks.increment, Array<number>(operations).fill(1), { chunkSize: 1 });
      return { measure: perSecond(run), tearDown: close };
    },
  };
}

async function open(kind: Kind) {
  const { Pool } = await import('holdall');
  const tasks = await import('./tasks/holdall.mjs');
  const options: Options = { processes: WORKERS, kind };
  const pool = new Pool(options);
  const close = async () => {
    pool.close();
    await pool.join();
  };
  const actual: Kind = (await pool.apply(tasks.isInThread)) ? 'thread' : 'process';
  if (actual === kind) return { pool, tasks, close };
  await close();
  throw new Error(`asked for workers of the kind ${kind}, it made one of the kind ${actual}`);
}
