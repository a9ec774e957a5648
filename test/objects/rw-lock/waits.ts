import { type RwLockStatus, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Client } from '../../harness/client.js';
import type { Wait } from '../waits.js';

/** What a client holds since `prepare`, until `grant`: only the grant itself can end it. */
const held = new WeakMap<Client, { release(): Promise<void> }>();
const hold = async (client: Client, grant: Promise<{ release(): Promise<void> }>) => held.set(client, await grant);
const releaseHeld = (client: Client) => held.get(client)?.release() ?? Promise.reject(new Error('nothing is held'));
const expectRwLock = async (client: Client, name: string, state: RwLockStatus) =>
  expect(await client.rwLock(name).state()).toEqual(state);

export const rwLockWaits: readonly Wait[] = [
  {
    operation: 'rwLock.acquireRead',
    prepare: (client, name) => hold(client, client.rwLock(name).acquireWrite()),
    wait: (client, name, options) => client.rwLock(name).acquireRead(options),
    late: TimeoutError,
    grant: releaseHeld,
    expectUntaken: (client, name) => expectRwLock(client, name, { readers: 0, writer: false }),
    expectTaken: (client, name) => expectRwLock(client, name, { readers: 1, writer: false }),
  },
  {
    operation: 'rwLock.acquireWrite',
    prepare: (client, name) => hold(client, client.rwLock(name).acquireRead()),
    wait: (client, name, options) => client.rwLock(name).acquireWrite(options),
    late: TimeoutError,
    grant: releaseHeld,
    expectUntaken: (client, name) => expectRwLock(client, name, { readers: 0, writer: false }),
    expectTaken: (client, name) => expectRwLock(client, name, { readers: 0, writer: true }),
  },
];
