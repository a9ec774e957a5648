/** An hour's coming and going in a minute: whatever clients do when they leave, a daemon is then as it was. */
import type { Manager } from 'holdall';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { upTo } from '../harness/numbers.js';
import { assertNoChildren } from '../harness/processes.js';
import { RawPeer } from '../harness/raw-peer.js';
import { WatchedDaemon } from './watched-daemon.js';

const MIB = 2 ** 20;

/** At a time, and how often. */
const [AT_ONCE, WAVES] = [100, 84];
const [OVER_TCP, KILLED_AT_ONCE] = [50, 50];
const ITEMS = 10;

let daemon: WatchedDaemon;
let honest: Manager;
beforeEach(async () => {
  daemon = await WatchedDaemon.start();
  honest = await daemon.client();
});
afterEach(async () => {
  await honest.close();
  await daemon.close();
  await assertNoChildren();
});

const id = (name: string) => name.padEnd(22, '_');
const open = (handle: number, type: string, name: string | null, of: string) => [1, handle, type, name, id(of), {}];

/** What a client has done when it goes, and how it goes. */
const visits: readonly ((peer: RawPeer, name: string) => void)[] = [
  (peer, name) => {
    peer.say(1, 0, [open(1, 'queue', null, name), [3, 1, 'put', [Uint8Array.of(1)]], [6]]);
  },
  (peer, name) => {
    peer.say(1, 0, [open(1, 'lock', 'lock', name), [3, 1, 'acquire', []]]);
    peer.close();
  },
  (peer, name) => {
    peer.say(1, 0, [open(1, 'queue', 'items', name), [3, 1, 'get', []], [3, 1, 'reserve', []]]);
    peer.close();
  },
  (peer, name) => {
    peer.say(1, 0, [open(1, 'queue', 'empty', name), [3, 1, 'get', [], 1e9], [3, 1, 'join', []], [4, 2]]);
    peer.close();
  },
  (peer, name) => {
    // A dict that holds itself, with a frame that breaks the rules behind it.
    peer.say(1, 0, [
      open(1, 'dict', null, name),
      [3, 1, 'set', [Uint8Array.of(1), [Buffer.from('d65000000000', 'hex'), [1]]]],
    ]);
    peer.send(Uint8Array.of(0xc1));
  },
];

/** The ways after which the daemon hangs up. */
const [SAYS_BYE, BREAKS_THE_RULES] = [0, 4];

let visitors = 0;

async function visit(address: string, way: number): Promise<void> {
  const peer = await RawPeer.connect(address);
  await peer.enter(AUTHKEY);
  visits[way]?.(peer, `visitor_${visitors++}`);
  if (way === SAYS_BYE || way === BREAKS_THE_RULES) await peer.down;
  peer.close();
}

async function wave(address: string, count: number): Promise<void> {
  await Promise.all(upTo(count).map((n) => visit(address, n % visits.length)));
}

async function killCrowd(): Promise<void> {
  const crowd = daemon.run('crowd', String(KILLED_AT_ONCE));
  await crowd.lines(1);
  await crowd.slay();
  visitors += KILLED_AT_ONCE;
}

test('ten thousand clients come and go, and nothing of them is left', async () => {
  const items = honest.queue<number>('items');
  const [lock, empty] = [honest.lock('lock'), honest.queue('empty')];
  await items.putMany(upTo(ITEMS));
  await (await lock.acquire()).release();
  await empty.qsize();
  // The first ones make what stays: pages of memory, compiled code.
  for (let n = 0; n < 10; n++) await wave(daemon.ipc, AT_ONCE);
  await visit(daemon.tcp, SAYS_BYE);
  await killCrowd();
  await eventually(
    async () => (await honest.census()).sessions === 1,
    () => 'those who came first have gone',
  );
  const before = await daemon.holdings(honest);

  for (let n = 10; n < WAVES; n++) {
    await wave(daemon.ipc, AT_ONCE);
    // Early: what is cut over TCP is kept for some seconds.
    if (n < 20) await wave(daemon.tcp, OVER_TCP);
    if (n % 3 === 2) await killCrowd();
    await honest.ping();
  }

  expect(visitors).toBeGreaterThan(10_000);
  await daemon.comesBackTo(before, honest);
  const after = await daemon.holdings(honest);
  expect(after.heap - before.heap).toBeLessThan(4 * MIB);
  expect(after.rss - before.rss).toBeLessThan(100 * MIB);
  expect((await items.drain()).toSorted((a, b) => a - b)).toEqual(upTo(ITEMS));
  await (await lock.acquire({ timeout: 0 })).release();
}, 150_000);
