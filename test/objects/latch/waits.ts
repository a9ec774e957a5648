import { expect } from 'vitest';
import type { Wait } from '../waits.js';

export const latchWaits: readonly Wait[] = [
  {
    operation: 'latch.wait',
    prepare: (client, name) => client.latch(name, { count: 2 }).countDown(),
    wait: (client, name, options) => client.latch(name).wait(options),
    late: false,
    grant: (client, name) => client.latch(name).countDown(),
    expectUntaken: async (client, name) => expect(await client.latch(name).count()).toBe(0),
    expectTaken: async (client, name) => expect(await client.latch(name).count()).toBe(0),
  },
];
