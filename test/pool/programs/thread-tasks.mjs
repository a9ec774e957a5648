/** Tasks for threads. */
import { isMainThread } from 'node:worker_threads';
import { Manager, Pool, task } from 'holdall';
import { libzmqIsLoaded } from '../../client/programs/libzmq.mjs';
import { currentAddress } from './tasks.mjs';

export const waitAndEnd = task(import.meta.url, async function waitAndEnd(waiting, queue, way) {
  const got = queue.get();
  await Manager.current().ping();
  await waiting.set();
  if (way === 'exit') process.exit(3);
  if (way === 'throw') {
    queueMicrotask(() => {
      throw new Error('out of nowhere');
    });
  }
  await got;
});
export const useQueue = task(import.meta.url, async function useQueue(queue, item) {
  const made = Manager.current().queue();
  await Promise.all([queue.put(item), made.put(item)]);
  return { same: queue, made };
});
export const addressInPool = task(import.meta.url, async function addressInPool(kind) {
  const pool = new Pool({ processes: 1, kind });
  const address = await pool.apply(currentAddress);
  pool.close();
  await pool.join();
  return address;
});
export const libzmqWithBroker = task(import.meta.url, async function libzmqWithBroker(address, authkey) {
  const manager = await Manager.connect(address, { authkey });
  await manager.close();
  return { isMainThread, isLoaded: libzmqIsLoaded() };
});
