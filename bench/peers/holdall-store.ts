import { SMALL, type StorePeer } from './store.js';

/** A private broker, and the program that started it. */
export const holdallStore: StorePeer = {
  name: 'holdall',
  open: async () => {
    const { Manager } = await import('holdall');
    const manager = await Manager.start();
    const [dict, queue, lock] = [manager.dict<string, string>(), manager.queue<string>(), manager.lock()];
    await dict.set('key', SMALL);
    return {
      get: () => dict.get('key'),
      put: () => queue.put(SMALL),
      lock: async () => (await lock.acquire()).release(),
      close: () => manager.close(),
    };
  },
};
