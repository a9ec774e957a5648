import type { Contestant } from '../../harness/contest.js';

/** From `Manager.start()` until the first call is answered. */
export const holdallStart: Contestant = {
  name: 'holdall',
  setUp: async () => {
    const { Manager } = await import('holdall');
    const measure = async () => {
      const began = performance.now();
      const manager = await Manager.start();
      await manager.dict<string, string>().get('key');
      const milliseconds = performance.now() - began;
      await manager.close();
      return milliseconds;
    };
    return { measure, tearDown: async () => {} };
  },
};
