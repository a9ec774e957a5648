import { BATCH, SMALL, type StorePeer, smallBatch } from '../store.js';

/** A private broker, and the program that started it. */
export const holdallStore: StorePeer = {
  name: 'holdall',
  open: async () => {
    const { Manager } = await import('holdall');
    const manager = await Manager.start();
    const dict = manager.dict<string, string>();
    const lock = manager.lock();
    const [put, batches, carried] = [manager.queue<string>(), manager.queue<string>(), manager.queue<Uint8Array>()];
    await dict.set('key', SMALL);
    return {
      get: () => dict.get('key'),
      put: () => put.put(SMALL),
      lock: async () => (await lock.acquire()).release(),
      batch: async () => {
        await batches.putMany(smallBatch());
        await batches.getMany(BATCH);
      },
      carry: async (bytes) => {
        await carried.put(bytes);
        await carried.get();
      },
      close: () => manager.close(),
    };
  },
};
