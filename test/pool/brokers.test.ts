import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrokerGoneError, Manager, Pool, type RunningBroker, serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Manager as InternalManager, makeCurrent } from '../../src/client/manager.js';
import { eventually } from '../harness/eventually.js';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

const authkey = 'the authkey of both brokers';

let folder: string;
let broker: RunningBroker;
let pool: Pool;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdall-'));
  broker = await serve({ listen: `ipc://${join(folder, 'first')}`, authkey });
  pool = new Pool({ processes: 1 });
});
afterEach(async () => {
  await pool[Symbol.asyncDispose]();
  await broker.close();
  await rm(folder, { recursive: true });
});

describe('the manager of a worker', () => {
  it('is connected anew when a task closed it', async () => {
    await using manager = await Manager.connect(broker.addresses[0] as string, { authkey });
    await pool.apply(tasks.closeCurrent);
    expect(await pool.apply(tasks.currentAddress)).toBe(manager.address);
    await pool.apply(tasks.closeCurrent);
    pool.close();
    await pool.join();
  });

  it('is never one of another broker that has come to be at the address', async () => {
    const link = join(folder, 'link');
    await symlink(join(folder, 'first'), link);
    await using manager = await Manager.connect(`ipc://${link}`, { authkey });
    await using other = await serve({ listen: `ipc://${join(folder, 'second')}`, authkey });
    await rm(link);
    await symlink(join(folder, 'second'), link);

    const error = await rejectionOf<BrokerGoneError>(pool.apply(tasks.echo, [manager.queue()]));
    expect(error).toBeInstanceOf(BrokerGoneError);
    expect(error.message).toBe(`the broker at ipc://${link} is gone: another broker answers at that address now`);
    await using witness = await Manager.connect(other.addresses[0] as string, { authkey });
    await eventually(
      async () => (await witness.census()).sessions === 1,
      () => 'the worker has left the other broker',
    );
  });
});

// Only a connection that is lost between two turns of a worker gets there, which no test can bring about from outside.
describe('a manager that has ended', () => {
  it('cannot be made current', async () => {
    const address = broker.addresses[0] as string;
    await using open = await InternalManager.connect(address, { authkey });
    const ended = await InternalManager.connect(address, { authkey });
    await ended.close();
    expect(() => makeCurrent(ended)).toThrow(expect.objectContaining({ code: 'CLOSED' }));
    expect(InternalManager.current()).toBe(open);
  });
});
