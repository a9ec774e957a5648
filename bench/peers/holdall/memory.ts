import type { Contestant } from '../../harness/contest.js';
import { type Fill, openCrowded } from './crowded.js';

/** How much resident memory of the broker one more of `size` takes. Measured once: more rounds would find the same. */
export function bytesEach(size: number, what: string, fill: Fill): Contestant {
  return {
    name: `holdall, ${size.toLocaleString('en')} ${what}`,
    setUp: async () => {
      const crowded = await openCrowded();
      // What a program grows by when it first has much to do is not what one more takes.
      await fill(crowded, size / 10);
      const before = crowded.broker.bytes();
      await fill(crowded, size);
      const each = (crowded.broker.bytes() - before) / size;
      return { measure: async () => each, tearDown: () => crowded.broker.stop() };
    },
  };
}
