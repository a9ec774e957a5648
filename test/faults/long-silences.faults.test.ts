/** Clients that say nothing for longer than most programs are patient: blocked for a minute, or stopped for good. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { Manager, serve } from 'holdall';
import { describe, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { assertEmpty, waiting } from '../harness/house.js';
import { RawPeer } from '../harness/raw-peer.js';
import { ClientProcess, RemoteClient } from '../harness/remote-client.js';
import { ZmtpProxy } from '../harness/zmtp-proxy.js';
import { neverAnswered } from './clients.js';
import { crews } from './sailors.js';

const MINUTE_MS = 60_000;
const TEST_MS = 2 * MINUTE_MS;

/** Longer than any of these tests takes. */
const lease = 3_600_000;

/** How long clients over tcp try to resume, in milliseconds. The broker keeps their sessions somewhat longer. */
const GRACE_MS = 1_000;

/** A broker, a client in this process, and one in another. */
async function settle(scheme: 'ipc' | 'tcp') {
  const directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
  const listen = scheme === 'ipc' ? `ipc://${join(directory, 'broker')}` : 'tcp://127.0.0.1:*';
  const broker = await serve({ listen, authkey: AUTHKEY, grace: GRACE_MS });
  const address = broker.addresses[0] as string;
  const near = await Manager.connect(address, { authkey: AUTHKEY });
  const process = new ClientProcess();
  const connect = async () => {
    await process.command('connect', { address, authkey: AUTHKEY });
    return new RemoteClient(process);
  };
  return {
    address,
    near,
    process,
    /** A session in the other process; the one before is not closed by that. */
    connect,
    async leave(names: number) {
      await near.close();
      await process.exit();
      await assertEmpty(address, names);
      await broker.close();
      await rm(directory, { recursive: true });
    },
  };
}

describe.concurrent('a client whose event loop is blocked for a minute', () => {
  test.for(['ipc', 'tcp'] as const)(
    'over %s keeps its session, what it holds and what it waits for',
    { timeout: TEST_MS },
    async (scheme) => {
      const { near, process, connect, leave } = await settle(scheme);
      const blocked = await connect();
      await near.queue('work').putMany(['reserved', 'left']);
      const grant = await blocked.lock('lock').acquire();
      const delivery = await blocked.queue<string>('work').reserve({ lease });
      const got = blocked.queue<string>('items').get();
      await waiting(blocked);
      const wake = await process.block();
      const next = near.lock('lock').acquire();
      await near.queue('items').put('came meanwhile');
      expect(await waiting(near)).toBe(1);
      await pass(MINUTE_MS);
      expect(await near.census()).toMatchObject({ sessions: 2, waiting: 1, unacknowledged: expect.any(Number) });
      expect(await near.queue('work').stats()).toMatchObject({ ready: 1, reserved: 1 });
      expect(await near.queue('items').qsize()).toBe(0);
      wake();
      expect(await got).toBe('came meanwhile');
      await delivery.ack();
      await grant.release();
      expect((await next).abandoned).toBe(false);
      await blocked.close();
      await leave(3);
    },
  );
});

describe.concurrent('a client that is stopped for longer than every limit, and then goes on', () => {
  test('learns that its session ended, and can touch nothing that was its own', { timeout: TEST_MS }, async () => {
    const { near, process, connect, address, leave } = await settle('tcp');
    const stopped = await connect();
    await near.queue('work').put('reserved');
    const grant = await stopped.lock('lock').acquire();
    const { token } = grant.fence;
    const delivery = await stopped.queue<string>('work').reserve({ lease });
    const got = stopped.queue('items').get();
    await waiting(stopped);
    await process.program.freeze();

    // It waits for as long as the broker gives the one that is stopped.
    const next = await near.lock('lock').acquire();
    expect([next.abandoned, next.fence.token]).toEqual([true, token + 1]);
    const second = await near.queue('work').reserve({ lease });
    expect([second.value, second.attempt]).toEqual(['reserved', 2]);
    const dict = near.dict<string, string>('guarded');
    await dict.set('by', 'the next', { fence: next.fence });

    const inDoubt = expect(got).rejects.toMatchObject({ code: 'SESSION_ENDED', happened: 'unknown' });
    process.program.thaw();
    await inDoubt;
    const ended = { code: 'SESSION_ENDED', happened: 'no' };
    await expect(stopped.dict('guarded').set('by', 'the old', { fence: grant.fence })).rejects.toMatchObject(ended);
    await expect(grant.release()).rejects.toMatchObject(ended);
    await expect(delivery.ack()).rejects.toMatchObject(ended);
    await expect(delivery.nack()).rejects.toMatchObject(ended);

    const again = await connect();
    const fence = { lock: again.lock('lock'), token };
    await expect(again.dict('guarded').set('by', 'the old', { fence })).rejects.toMatchObject({ code: 'STALE_FENCE' });
    await expect(again.lock('lock').release()).rejects.toMatchObject({ code: 'NOT_OWNER' });
    expect(await tryAsStranger(address, token)).toEqual(['NOT_OWNER', 'NOT_OWNER', 'NOT_OWNER', 'NOT_OWNER']);

    expect(await dict.get('by')).toBe('the next');
    await second.ack();
    await next.release();
    await again.close();
    await leave(4);
  });
});

test.concurrent('a client killed over tcp, where nobody can tell that from a cut, is given up after the grace with all it had', {
  timeout: TEST_MS,
}, async () => {
  const { near, process, connect, leave } = await settle('tcp');
  const dead = await connect();
  await near.queue('work').putMany(['reserved', 'left']);
  await dead.lock('lock').acquire();
  await dead.queue('work').reserve({ lease });
  const lost = neverAnswered(dead.queue('items').get());
  await waiting(dead);
  await process.program.slay();
  await lost;
  expect((await near.lock('lock').acquire()).abandoned).toBe(true);
  await near.queue('items').put('for the living');
  expect(await near.queue('items').drain()).toEqual(['for the living']);
  expect(await near.queue('work').drain()).toEqual(['reserved', 'left']);
  await leave(3);
});

describe.concurrent('a connection over tcp that is lost without a word to one of its sides, or to both', () => {
  const losses = (['deaf', 'ghost', 'silence'] as const).map((kind) => ({ kind, ms: lease }));
  const cases = crews.flatMap((crew) => losses.map((loss) => ({ crew, where: crew.where, loss, kind: loss.kind })));

  test.for(cases)(
    'in the way $kind is found out and resumed, of a client in $where, before anything is given to others',
    { timeout: TEST_MS },
    async ({ crew, loss }) => {
      const broker = await serve({ listen: 'tcp://127.0.0.1:*', authkey: AUTHKEY, grace: GRACE_MS });
      const address = broker.addresses[0] as string;
      const [near, proxy] = [await Manager.connect(address, { authkey: AUTHKEY }), await ZmtpProxy.to(address)];
      const sailor = crew.hire('half-open', proxy.address);
      expect(await sailor.next()).toBe('holds');
      proxy.cut(loss);
      const next = near.lock('lock').acquire();
      const got = sailor.next();
      await near.queue('items').put('came meanwhile');
      expect(await got).toBe('came meanwhile');
      const lost = sailor.next();
      sailor.say('leave');
      expect(await lost).toBe(false);
      expect((await next).abandoned).toBe(false);
      expect(await sailor.ended).toEqual([0, '']);
      await near.close();
      await proxy.close();
      await assertEmpty(address, 2);
      await broker.close();
    },
  );
});

/** What a session of its own gets for the numbers that another session was given: the codes of its refusals. */
async function tryAsStranger(address: string, token: number): Promise<readonly unknown[]> {
  const peer = await RawPeer.connect(address);
  await peer.enter(AUTHKEY);
  const open = (handle: number, type: string, name: string) => [1, handle, type, name, 'x'.repeat(21) + handle, {}];
  const latestDelivery = 2;
  const tries = [
    [3, 1, 'release', [token]],
    [3, 1, 'release', [token + 1]],
    [3, 2, 'ack', [latestDelivery]],
    [3, 2, 'nack', [latestDelivery]],
  ];
  peer.say(1, 0, [open(1, 'lock', 'lock'), open(2, 'queue', 'work'), ...tries]);
  const [, , answers] = await peer.packet();
  peer.say(3 + tries.length, 2 + tries.length, [[6]]);
  await peer.down;
  return answers.slice(2).map((answer) => (answer[2] as { code?: string } | null)?.code);
}
