import { type CallOptions, type SharedCondition, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Wait } from '../waits.js';

export const conditionWaits: readonly Wait[] = [
  {
    operation: 'condition.acquire',
    prepare: (client, name) => client.condition(name).acquire({ owner: 'before' }),
    wait: (client, name, options) => client.condition(name).acquire(options),
    late: TimeoutError,
    grant: (client, name) => client.condition(name).release(undefined, { owner: 'before' }),
    expectUntaken: async (client, name) => expect(await client.condition(name).locked()).toBe(false),
    expectTaken: async (client, name) => expect(await client.condition(name).locked()).toBe(true),
  },
  {
    operation: 'condition.wait',
    prepare: (client, name) => client.condition(name).locked(),
    wait: (client, name, options) => waitHolding(client.condition(name), options),
    late: false,
    grant: (client, name) => notifyHolding(client.condition(name)),
    // Its lock is held again when a wait is over, whatever its end: who waits for it has it as soon as that is released.
    expectUntaken: async (client, name) => void (await (await client.condition(name).acquire()).release()),
    expectTaken: async (client, name) => void (await (await client.condition(name).acquire()).release()),
  },
];

/** Not one after the other: the wait is under way when this returns. */
async function waitHolding(condition: SharedCondition, options: CallOptions): Promise<boolean> {
  const granted = condition.acquire({ owner: 'waits' });
  try {
    return await condition.wait({ ...options, owner: 'waits' });
  } finally {
    await (await granted).release();
  }
}

async function notifyHolding(condition: SharedCondition): Promise<void> {
  const grant = await condition.acquire({ owner: 'notifies' });
  await condition.notify(1, { owner: 'notifies' });
  await grant.release();
}
