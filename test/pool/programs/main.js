/** Tells whether it is the main module: in this process, in a worker, and in a thread. */
import { once } from 'node:events';
import { parentPort, Worker } from 'node:worker_threads';
import { isMain, Pool, task } from 'holdall';

export const isMainThere = task(import.meta.url, async function isMainThere() {
  return isMain(import.meta.url);
});

if (isMain(import.meta.url)) {
  const pool = new Pool({ processes: 1 });
  const thread = new Worker(new URL(import.meta.url));
  const [inThread] = await once(thread, 'message');
  console.log(`program true, worker ${await pool.apply(isMainThere)}, thread ${inThread}`);
} else {
  parentPort?.postMessage(false);
}
