/** Connections over TCP that are cut and come back. The end of the grace is tested where time can be moved: test/engine. */
import { Manager, type RunningBroker, type SharedQueue, serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { assertEmpty, waiting } from '../harness/house.js';
import { TcpProxy } from '../harness/tcp-proxy.js';

let broker: RunningBroker;
let proxy: TcpProxy;
/** Its connection can be cut. */
let remote: Manager;
/** Its connection cannot. */
let local: Manager;

beforeEach(async () => {
  broker = await serve({ listen: ['tcp://127.0.0.1:*', 'memory://near'], authkey: AUTHKEY });
  proxy = await TcpProxy.to(broker.addresses[0] as string);
  remote = await Manager.connect(proxy.address, { authkey: AUTHKEY });
  local = await Manager.connect('memory://near', { authkey: AUTHKEY });
});

afterEach(async () => {
  await remote.close();
  await proxy.close();
  await local.close();
  await broker.close();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Puts `count` items through the connection that is cut again and again meanwhile. */
async function putThroughCuts(queue: SharedQueue, items: readonly unknown[], every: number): Promise<void> {
  const puts: Promise<void>[] = [];
  for (const [index, item] of items.entries()) {
    puts.push(queue.put(item));
    if (index % 10 === 9) await turn();
    if (index % every === every - 1) {
      await puts[index - every + 1];
      proxy.cut();
    }
  }
  await Promise.all(puts);
}

describe('a connection that is cut and resumed', () => {
  test('carries every call once, and in order', async () => {
    const items = Array.from({ length: 2_000 }, (_, n) => n);
    await putThroughCuts(remote.queue('q'), items, 250);
    expect(proxy.cuts).toBe(8);
    expect(await local.queue('q').drain()).toEqual(items);
  });

  test('carries large frames whole, wherever it is cut', async () => {
    const items = Array.from({ length: 40 }, (_, n) => new Uint8Array(300_000).fill(n));
    await putThroughCuts(remote.queue('q'), items, 8);
    const got = await local.queue<Uint8Array>('q').drain();
    expect(got.map((item) => [item.length, item[0], item.at(-1)])).toEqual(items.map((_, n) => [300_000, n, n]));
  });

  test('brings every item once, and in order', async () => {
    const items = Array.from({ length: 1_000 }, (_, n) => n);
    await local.queue('q').putMany(items);
    const queue = remote.queue('q');
    const gets: Promise<unknown>[] = [];
    for (let n = 0; n < items.length; n++) {
      gets.push(queue.get());
      if (n % 100 === 99) {
        await gets[n - 50];
        proxy.cut();
      }
    }
    expect(await Promise.all(gets)).toEqual(items);
    expect(await local.queue('q').qsize()).toBe(0);
  });

  test('lets a get wait on, which has what came while it was away', async () => {
    const got = remote.queue<string>('q').get();
    expect(await waiting(remote)).toBe(1);
    proxy.sever();
    await local.queue<string>('q').putMany(['first', 'second']);
    expect(await local.queue('q').qsize()).toBe(1);
    proxy.mend();
    expect(await got).toBe('first');
    expect(await remote.queue('q').get()).toBe('second');
  });

  test('keeps the lock that was held over it', async () => {
    const grant = await remote.lock('l').acquire();
    proxy.sever();
    const next = local.lock('l').acquire();
    expect(await waiting(local)).toBe(1);
    proxy.mend();
    expect(await remote.lock('l').locked()).toBe(true);
    expect(await waiting(local)).toBe(1);
    await grant.release();
    expect((await next).abandoned).toBe(false);
  });

  test('takes along what was asked while it was away', async () => {
    const [queue, other] = [remote.queue<number>('q'), local.queue<number>('q')];
    await queue.put(1);
    proxy.sever();
    const puts = [queue.put(2), remote.queue<number>('q').put(3), queue.put(4)];
    await other.put(0);
    proxy.mend();
    await Promise.all(puts);
    expect((await other.drain()).filter((n) => n > 0)).toEqual([1, 2, 3, 4]);
  });

  test('takes along an abort made while it was away, and then nothing is taken', async () => {
    const control = new AbortController();
    const got = remote.queue('q').get({ signal: control.signal });
    const refused = expect(got).rejects.toBe('enough');
    expect(await waiting(remote)).toBe(1);
    proxy.sever();
    control.abort('enough');
    proxy.mend();
    await refused;
    await local.queue('q').put(1);
    expect(await local.queue('q').qsize()).toBe(1);
  });

  test('is resumed as one session, not as a second one', async () => {
    await remote.queue('q').put(1);
    for (let cut = 0; cut < 5; cut++) {
      proxy.cut();
      await remote.ping();
    }
    expect((await local.census()).sessions).toBe(2);
    await remote.close();
    await local.close();
    await assertEmpty('memory://near', 1);
  });

  test('to a broker that is another one now ends the session, and says so to every call', async () => {
    const [address] = broker.addresses as readonly [string];
    const wait = remote.queue('q').get();
    expect(await waiting(remote)).toBe(1);
    proxy.sever();
    const later = remote.queue('q').put(1);
    const refused = [
      expect(wait).rejects.toMatchObject({ code: 'SESSION_ENDED', happened: 'unknown' }),
      expect(later).rejects.toMatchObject({ code: 'SESSION_ENDED' }),
    ];
    await local.close();
    await broker.close();
    broker = await serve({ listen: [address, 'memory://near'], authkey: AUTHKEY });
    proxy.mend();
    await Promise.all(refused);
    await expect(remote.ping()).rejects.toMatchObject({ code: 'SESSION_ENDED', happened: 'no' });
    expect(() => Manager.current()).toThrow();
    local = await Manager.connect('memory://near', { authkey: AUTHKEY });
    expect(await local.queue('q').qsize()).toBe(0);
  });

  test('closed while it is away is over for the program, and left to its grace by the broker', async () => {
    const wait = expect(remote.queue('q').get()).rejects.toMatchObject({ code: 'CLOSED' });
    expect(await waiting(remote)).toBe(1);
    proxy.sever();
    await remote.close();
    await wait;
    expect((await local.census()).sessions).toBe(2);
  });
});
