import { TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Client } from '../../harness/client.js';
import type { Wait } from '../waits.js';

/** Its tokens come once in thirty thousand years, and by `reset`. */
const limiterOf = (client: Client, name: string) => client.rateLimiter(name, { rate: 1e-6, interval: 1e12, burst: 1 });

export const rateLimiterWaits: readonly Wait[] = [
  {
    operation: 'rateLimiter.acquire',
    prepare: (client, name) => limiterOf(client, name).acquire(),
    wait: (client, name, options) => limiterOf(client, name).acquire(1, options),
    late: TimeoutError,
    grant: (client, name) => limiterOf(client, name).reset(),
    expectUntaken: async (client, name) => expect(await limiterOf(client, name).available()).toBe(1),
    expectTaken: async (client, name) => expect(await limiterOf(client, name).available()).toBeLessThan(1e-6),
  },
];
