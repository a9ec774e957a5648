/**
 * A connection over TCP on which nothing passes any more, and nobody says so: both sides find it by their heartbeats alone.
 * `test/client/lost.test.ts` has the rest, where the broker's time is moved.
 */
import { once } from 'node:events';
import type { SharedLock } from 'holdall';
import { expect, test } from 'vitest';
import { Connection } from '../../src/client/connection.js';
import { References } from '../../src/client/references.js';
import { realWorld, type World } from '../../src/client/world.js';
import { systemClock } from '../../src/clock.js';
import { Manager, serve } from '../../src/index.js';
import { ZmtpTransport } from '../../src/transport/zmtp/transport.js';
import { AUTHKEY } from '../harness/doors.js';
import { waiting } from '../harness/house.js';
import { TcpProxy } from '../harness/tcp-proxy.js';

const GRACE_MS = 200;

/** It takes the heartbeats 6 seconds, and the broker waits 7 more. */
const LONG_ENOUGH_MS = 60_000;

const zmtp = new ZmtpTransport();
const worlds: Readonly<Record<string, World>> = {
  libzmq: realWorld,
  'our own ZMTP': {
    clock: systemClock,
    connect: (address, events, timeoutMs) => zmtp.connect(address, events, timeoutMs),
  },
};

test.concurrent.for(Object.entries(worlds))(
  'a holder over %s whose connection goes silent knows that its lock is lost before anybody else has it',
  { timeout: LONG_ENOUGH_MS },
  async ([name, world], { onTestFinished }) => {
    const near = `memory://near ${name}`.replaceAll(' ', '-');
    const broker = await serve({ listen: ['tcp://127.0.0.1:*', near], authkey: AUTHKEY, grace: GRACE_MS });
    onTestFinished(() => broker.close());
    const proxy = await TcpProxy.to(broker.addresses[0] as string);
    onTestFinished(() => proxy.close());
    const other = await Manager.connect(near, { authkey: AUTHKEY });
    onTestFinished(() => other.close());
    const credentials = { address: proxy.address, authkey: Buffer.from(AUTHKEY) };
    const connection = await Connection.open(credentials, 5_000, () => {}, world);
    onTestFinished(() => connection.close());

    const { lost } = await (new References(connection).openProxy('lock', 'l') as SharedLock).acquire();
    const order: string[] = [];
    const isLost = once(lost, 'abort').then(() => order.push('lost'));
    const taken = other
      .lock('l')
      .acquire()
      .then(({ abandoned }) => order.push(`taken, abandoned: ${abandoned}`));
    expect(await waiting(other)).toBe(1);
    proxy.mute();
    await Promise.all([isLost, taken]);
    expect(order).toEqual(['lost', 'taken, abandoned: true']);
    expect(lost.reason).toMatchObject({ code: 'BROKER_GONE' });
  },
);
