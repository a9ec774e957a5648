/** Connections over TCP that do not come back: who loses what, who hears of it when, and what became of the calls. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.js';
import { Connection } from '../../src/client/connection.js';
import { References } from '../../src/client/references.js';
import { realWorld, type World } from '../../src/client/world.js';
import { Manager, type SharedLock } from '../../src/index.js';
import type { LinkEvents } from '../../src/transport/transport.js';
import { AUTHKEY } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { waiting } from '../harness/house.js';
import { MovedBroker } from '../harness/moved-broker.js';
import { TcpProxy } from '../harness/tcp-proxy.js';

/** How long the client tries to come back, in real time. The broker's time is moved. */
const SHORT_GRACE_MS = 100;
const LONG_GRACE_MS = 60_000;
const NEAR = 'memory://near-the-lost';

let broker: MovedBroker;
let proxy: TcpProxy;
/** Its connection can be cut. */
let remote: Manager;
/** Its connection cannot. */
let local: Manager;

async function open(graceMs: number): Promise<void> {
  broker = await MovedBroker.listen(['tcp://127.0.0.1:*', NEAR], graceMs);
  proxy = await TcpProxy.to(broker.addresses[0] as string);
  remote = await Manager.connect(proxy.address, { authkey: AUTHKEY });
  local = await Manager.connect(NEAR, { authkey: AUTHKEY });
}

afterEach(async () => {
  await remote.close();
  await proxy.close();
  await local.close();
  await broker.close();
});

/** All that a session can hold, held by `manager`. */
async function holdAll(manager: Manager): Promise<readonly { readonly lost: AbortSignal }[]> {
  const put = manager.queue('q').put(1);
  const held = Promise.all([
    manager.lock('l').acquire(),
    manager.rLock('r').acquire(),
    manager.condition('c').acquire(),
    manager.rwLock('w').acquireWrite(),
    manager.semaphore('s').acquire(),
    manager.queue('q').reserve(),
  ]);
  await put;
  return held;
}

/** Breaks the connection; resolves when both sides have noticed. */
async function sever(graceMs: number): Promise<void> {
  proxy.sever();
  const end = broker.clock.now() + graceMs + limits.noticeMs;
  await eventually(
    () => proxy.turnedAway > 0 && broker.clock.hasTimerAt(end),
    () => 'both sides have noticed the loss',
  );
}

describe('a connection that is gone for longer than the grace', () => {
  beforeEach(() => open(SHORT_GRACE_MS));

  test('loses everything that was held: the holder knows before the broker lets others have it', async () => {
    const order: string[] = [];
    for (const { lost } of await holdAll(remote)) lost.addEventListener('abort', () => order.push('lost'));
    const others = holdAll(local).then(() => order.push('others have it'));
    expect(await waiting(local)).toBe(5);
    const ended = once(remote.ended, 'abort');
    await sever(SHORT_GRACE_MS);
    await ended;
    expect(order).toEqual(Array(6).fill('lost'));
    broker.clock.move(SHORT_GRACE_MS + limits.noticeMs - 1);
    expect(await waiting(local)).toBe(5);
    broker.clock.move(1);
    await others;
    expect(order).toEqual([...Array(6).fill('lost'), 'others have it']);
    expect(remote.ended.reason).toMatchObject({ code: 'BROKER_GONE' });
  });

  test('keeps everything for as long as the broker waits: nobody has it though its holder gave up', async () => {
    await remote.lock('l').acquire();
    const ended = once(remote.ended, 'abort');
    await sever(SHORT_GRACE_MS);
    await ended;
    broker.clock.move(SHORT_GRACE_MS + limits.noticeMs - 1);
    expect(await local.lock('l').tryAcquire()).toBeUndefined();
    broker.clock.move(1);
    expect((await local.lock('l').acquire()).abandoned).toBe(true);
  });

  test('tells of each call whether it can have happened: not if it was asked for while nobody was there', async () => {
    const queue = remote.queue('q');
    const sent = [queue.get(), remote.event('e').wait()];
    expect(await waiting(remote)).toBe(2);
    await sever(SHORT_GRACE_MS);
    const outcomes = [...sent, queue.put(1), remote.lock('l').acquire()].map((call) => call.catch((error) => error));
    expect(await Promise.all(outcomes)).toMatchObject([
      { code: 'BROKER_GONE', happened: 'unknown' },
      { code: 'BROKER_GONE', happened: 'unknown' },
      { code: 'BROKER_GONE', happened: 'no' },
      { code: 'BROKER_GONE', happened: 'no' },
    ]);
    await expect(queue.put(1)).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
    expect(await local.queue('q').qsize()).toBe(0);
  });

  test('ends the session in time though an attempt to come back is under way', async () => {
    const { lost } = await remote.lock('l').acquire();
    proxy.mute();
    proxy.cut();
    await once(lost, 'abort');
    expect(lost.reason.message).toContain(`reconnecting for ${SHORT_GRACE_MS} ms failed`);
  });
});

describe('a resumption that the broker has carried out and the client does not hear of', () => {
  beforeEach(() => open(SHORT_GRACE_MS));

  /** After the first connection, the second frame of each, the welcome, never comes. */
  function deafWorld(): World {
    let connections = 0;
    return {
      ...realWorld,
      connect(address, events, timeoutMs) {
        let frames = ++connections === 1 ? Number.NEGATIVE_INFINITY : 0;
        const deaf: LinkEvents = {
          onFrame: (frame) => (++frames < 2 ? events.onFrame(frame) : undefined),
          onDown: (reason) => events.onDown(reason),
        };
        return realWorld.connect(address, deaf, timeoutMs);
      },
    };
  }

  test('leaves the client without its session in time, and the broker keeps it no longer than ever', async () => {
    const credentials = { address: proxy.address, authkey: Buffer.from(AUTHKEY) };
    const connection = await Connection.open(credentials, 5_000, () => {}, deafWorld());
    const order: string[] = [];
    const grant = await (new References(connection).openProxy('lock', 'l') as SharedLock).acquire();
    const lost = once(grant.lost, 'abort').then(() => order.push('lost'));
    const taken = local
      .lock('l')
      .acquire()
      .then(() => order.push('taken'));
    await waiting(local);
    proxy.cut();
    await lost;
    const end = broker.clock.now() + SHORT_GRACE_MS + limits.noticeMs;
    await eventually(
      () => broker.clock.hasTimerAt(end),
      () => 'the broker has noticed that the client hung up',
    );
    expect(await waiting(local)).toBe(1);
    broker.clock.move(SHORT_GRACE_MS + limits.noticeMs);
    await taken;
    expect(order).toEqual(['lost', 'taken']);
  });
});

describe('a connection that comes back in time', () => {
  beforeEach(() => open(LONG_GRACE_MS));

  test('loses nothing, and its signals are what they were', async () => {
    const held = await holdAll(remote);
    const signals = held.map(({ lost }) => lost);
    proxy.cut();
    await remote.ping();
    expect(signals.map(({ aborted }) => aborted)).toEqual(signals.map(() => false));
    expect(held.map(({ lost }) => lost)).toEqual(signals);
    expect(await local.lock('l').tryAcquire()).toBeUndefined();
  });

  test('to a broker that has ended the session meanwhile has lost what it held, and says so', async () => {
    const { lost } = await remote.lock('l').acquire();
    const wait = expect(remote.queue('q').get()).rejects.toMatchObject({ code: 'SESSION_ENDED', happened: 'unknown' });
    expect(await waiting(remote)).toBe(1);
    await sever(LONG_GRACE_MS);
    broker.clock.move(LONG_GRACE_MS + limits.noticeMs);
    proxy.mend();
    await once(lost, 'abort');
    expect(lost.reason).toMatchObject({ code: 'SESSION_ENDED' });
    await wait;
  });
});

describe('a broker where nothing listens any more', () => {
  beforeEach(() => open(LONG_GRACE_MS));

  test('is gone at once, however long the grace is', async () => {
    const { lost } = await remote.lock('l').acquire();
    const wait = expect(remote.queue('q').get()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'unknown' });
    expect(await waiting(remote)).toBe(1);
    await proxy.close();
    await wait;
    expect(lost.reason.message).toContain('nothing listens there any more');
    await expect(remote.ping()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
    proxy = await TcpProxy.to(broker.addresses[0] as string);
  });
});
