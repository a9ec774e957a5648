import { TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Wait } from '../waits.js';

export const semaphoreWaits: readonly Wait[] = [
  {
    operation: 'semaphore.acquire',
    prepare: (client, name) => client.semaphore(name, { permits: 1 }).acquire(),
    wait: (client, name, options) => client.semaphore(name).acquire(1, options),
    late: TimeoutError,
    grant: (client, name) => client.semaphore(name).release(),
    expectUntaken: async (client, name) => expect(await client.semaphore(name).value()).toBe(1),
    expectTaken: async (client, name) => expect(await client.semaphore(name).value()).toBe(0),
  },
];

export const boundedSemaphoreWaits: readonly Wait[] = [
  {
    operation: 'boundedSemaphore.acquire',
    prepare: (client, name) => client.boundedSemaphore(name, { permits: 3 }).acquire(2),
    wait: (client, name, options) => client.boundedSemaphore(name).acquire(2, options),
    late: TimeoutError,
    grant: (client, name) => client.boundedSemaphore(name).release(2),
    expectUntaken: async (client, name) => expect(await client.boundedSemaphore(name).value()).toBe(3),
    expectTaken: async (client, name) => expect(await client.boundedSemaphore(name).value()).toBe(1),
  },
];
