import { TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Wait } from '../waits.js';

export const lockWaits: readonly Wait[] = [
  {
    operation: 'lock.acquire',
    prepare: (client, name) => client.lock(name).acquire(),
    wait: (client, name, options) => client.lock(name).acquire(options),
    late: TimeoutError,
    grant: (client, name) => client.lock(name).release(),
    expectUntaken: async (client, name) => expect(await client.lock(name).locked()).toBe(false),
    expectTaken: async (client, name) => expect(await client.lock(name).locked()).toBe(true),
  },
];
