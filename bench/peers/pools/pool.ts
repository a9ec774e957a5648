/** As many as the benchmark's machine is expected to have cores; the same for every pool. */
export const WORKERS = 2;

/** A pool of `WORKERS` workers, of whatever library. */
export interface PoolPeer {
  readonly name: string;
  readonly open: () => Promise<OpenPool>;
}

/** All workers have started. */
export interface OpenPool {
  /** Runs the tiny task: two numbers go to a worker, and their sum comes back. */
  readonly add: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

/** Resolves when so many calls at the same time have reached every worker: some pools start them when there is work. */
export async function awaken(pool: OpenPool): Promise<OpenPool> {
  await Promise.all(Array.from({ length: 10 * WORKERS }, pool.add));
  return pool;
}
