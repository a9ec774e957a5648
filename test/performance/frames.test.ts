import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, type RunningBroker, serve } from 'holdall';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { calm } from '../harness/weather.js';
import { ZmtpProxy } from '../harness/zmtp-proxy.js';

let directory: string;
let broker: RunningBroker;
let proxy: ZmtpProxy;
let manager: Manager;
let frames: { 'to the broker': number; 'to the client': number };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
  broker = await serve({ listen: `ipc://${join(directory, 'broker')}`, authkey: AUTHKEY });
  proxy = await ZmtpProxy.to(broker.addresses[0] as string);
  proxy.weather = (passing) => {
    frames[passing.direction] += 1;
    return calm(passing);
  };
});
afterAll(async () => {
  await proxy.close();
  await broker.close();
  await rm(directory, { recursive: true });
});

beforeEach(async () => {
  frames = { 'to the broker': 0, 'to the client': 0 };
  manager = await Manager.connect(proxy.address, { authkey: AUTHKEY });
});
afterEach(() => manager.close());

/** Counts from now on. */
function count(): typeof frames {
  frames = { 'to the broker': 0, 'to the client': 0 };
  return frames;
}

describe('the frames of calls', () => {
  test('one call takes one frame each way', async () => {
    const dict = manager.dict<string, number>('frames');
    await dict.set('key', 1);
    const counted = count();
    await dict.get('key');
    expect(counted).toEqual({ 'to the broker': 1, 'to the client': 1 });
  });

  test('calls of one turn take one frame each way, however many they are', async () => {
    const dict = manager.dict<string, number>('frames');
    await dict.set('key', 1);
    const counted = count();
    await Promise.all(Array.from({ length: 1_000 }, () => dict.get('key')));
    expect(counted).toEqual({ 'to the broker': 1, 'to the client': 1 });
  });

  test('what answers make the program ask next takes one frame for all', async () => {
    const dict = manager.dict<string, number>('frames');
    await dict.set('key', 1);
    const counted = count();
    const twice = async () => {
      await dict.get('key');
      await dict.get('key');
    };
    await Promise.all(Array.from({ length: 100 }, twice));
    expect(counted).toEqual({ 'to the broker': 2, 'to the client': 2 });
  });
});

describe('the timers of calls', () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

  test('a thousand calls that wait with a time limit cost no more timers than one', async () => {
    const queue = manager.queue<number>('timers');
    const wait = () => queue.get({ timeout: 600_000 }).catch(() => {});
    const waits = [wait()];
    await manager.ping();
    const before = timers();
    while (waits.length < 1_000) waits.push(wait());
    await manager.ping();
    // A few belong to others, and come and go.
    expect(timers() - before).toBeLessThan(10);
    await queue.putMany(Array(1_000).fill(7));
    await Promise.all(waits);
  });
});
