import { BrokenBarrierError } from 'holdall';
import { expect } from 'vitest';
import type { Wait } from '../waits.js';

const pair = { parties: 2 } as const;
const expectBroken = (error: unknown) => expect(error).toBeInstanceOf(BrokenBarrierError);

export const barrierWaits: readonly Wait[] = [
  {
    operation: 'barrier.wait',
    prepare: (client, name) => client.barrier(name, pair).parties(),
    wait: (client, name, options) => client.barrier(name).wait(options),
    late: BrokenBarrierError,
    // The other one comes, and waits for nobody.
    grant: (client, name) => client.barrier(name).wait({ timeout: 0 }).catch(expectBroken),
    expectUntaken: async (client, name) => expect(await client.barrier(name).broken()).toBe(true),
    expectTaken: async (client, name) => expect(await client.barrier(name).broken()).toBe(false),
  },
];
