import type { Contestant } from '../../harness/contest.js';
import { keepInFlight, microsecondsEach } from '../../harness/pace.js';

/** Makes an unnamed queue, calls it once, and drops it. */
export function holdallCreate(inFlight: number): Contestant {
  return {
    name: 'holdall',
    setUp: async () => {
      const { Manager } = await import('holdall');
      const manager = await Manager.start();
      const create = async () => {
        using queue = manager.queue();
        await queue.qsize();
      };
      return { measure: microsecondsEach(keepInFlight(inFlight, create)), tearDown: () => manager.close() };
    },
  };
}
