import { TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Wait } from '../waits.js';

export const rLockWaits: readonly Wait[] = [
  {
    operation: 'rLock.acquire',
    prepare: (client, name) => client.rLock(name).acquire({ owner: 'before' }),
    wait: (client, name, options) => client.rLock(name).acquire(options),
    late: TimeoutError,
    grant: (client, name) => client.rLock(name).release(undefined, { owner: 'before' }),
    expectUntaken: async (client, name) => expect(await client.rLock(name).locked()).toBe(false),
    expectTaken: async (client, name) => expect(await client.rLock(name).locked()).toBe(true),
  },
];
