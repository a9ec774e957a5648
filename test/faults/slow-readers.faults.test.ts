/** Clients that do not read, and brokers that do not answer: what waits for them is bounded, and nobody else notices. */
import { once } from 'node:events';
import { LimitError, type Manager } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { usualLimits } from '../../protocol/broker-limits.js';
import { BrokerKind, type BrokerMessage } from '../../protocol/messages.js';
import { callOf } from '../engine/driver.js';
import { AUTHKEY } from '../harness/doors.js';
import { upTo } from '../harness/numbers.js';
import { RawPeer } from '../harness/raw-peer.js';
import { LoadedBroker } from './loaded-broker.js';

const MIB = 2 ** 20;
/** How many values of one MiB fill what a client may leave unacknowledged: the call that passes it still has its answer. */
const FULL = usualLimits.unacknowledgedBytes / MIB;

let broker: LoadedBroker;
let manager: Manager;
beforeEach(async () => {
  broker = await LoadedBroker.start();
  manager = await broker.manager();
});

describe('a client that is stopped while much comes for it', () => {
  afterEach(() => broker.close(2));

  test('is refused more than its share, holds up nobody, and has all that it was given when it goes on', async () => {
    const beyond = 44;
    const reader = broker.run('slow-reader', 'q', FULL + beyond);
    await reader.lines(1);
    await reader.freeze();
    const [queue, other] = [manager.queue<Uint8Array>('q'), manager.queue<number>('other')];
    const before = broker.memory;
    for (let n = 0; n < FULL + beyond; n++) {
      await queue.put(new Uint8Array(MIB));
      await other.put(n);
      expect(await other.get()).toBe(n);
    }
    expect(await queue.qsize()).toBe(beyond);
    // Each value once, what is under way once more, and what the memory's keeper has not given back yet.
    expect(broker.memory - before).toBeLessThan(FULL + beyond + 250);
    const told = once(reader.child, 'message');
    reader.thaw();
    const [endings] = (await told) as [readonly (number | string)[]];
    expect(endings.filter((ending) => ending === MIB)).toHaveLength(FULL);
    expect(endings.filter((ending) => String(ending).startsWith('LIMIT: answers of'))).toHaveLength(beyond);
    expect(await queue.qsize()).toBe(beyond);
  }, 40_000);

  test('loses nothing when it is killed: what it was given is there for others, in its order', async () => {
    const reader = broker.run('slow-reader', 'q', FULL);
    await reader.lines(1);
    await reader.freeze();
    const queue = manager.queue<Uint8Array>('q');
    manager.queue('other');
    for (const n of upTo(FULL)) await queue.put(new Uint8Array(MIB).fill(n));
    expect(await queue.qsize()).toBe(0);
    await reader.slay();
    for (const n of upTo(FULL)) expect((await queue.get())[0]).toBe(n % 256);
    expect(await queue.qsize()).toBe(0);
  }, 40_000);
});

describe('a client that asks and never acknowledges', () => {
  afterEach(() => broker.close(1));

  test('is told that it passed a limit, and hung up on; others are served meanwhile', async () => {
    const peer = await RawPeer.connect(broker.address);
    await peer.enter(AUTHKEY);
    peer.say(1, 0, [[1, 1, 'value', 'v', 'i'.repeat(22), {}]]);
    const others = manager.value('v');
    await others.set(new Uint8Array(MIB));
    const calls = 16_384;
    let isDown = false;
    void peer.down.then(() => (isDown = true));
    for (let first = 2; !isDown; first += calls) {
      peer.say(
        first,
        0,
        Array.from({ length: calls }, () => callOf(1, 'get')),
      );
      expect(await others.get()).toHaveLength(MIB);
    }
    const heard: BrokerMessage[] = [];
    while (heard.at(-1)?.[0] !== BrokerKind.bye) heard.push(...(await peer.packet())[2]);
    expect(heard.at(-1)).toEqual([BrokerKind.bye, 'LIMIT', expect.stringContaining('unacknowledged')]);
    // The bye did not wait behind all the answers: these were kept back.
    expect(heard.length).toBeLessThan(usualLimits.bytesUnderWay / MIB + 5);
  }, 40_000);
});

const EACH = 8 * MIB;
/** The call that passes the limit is still made. */
const MOST = usualLimits.callBytesInFlight / EACH;
const value = new Uint8Array(EACH - 100);

function outcomesOf(calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  return Promise.all(
    calls.map((call) =>
      call.then(
        () => 'done',
        (error: unknown) => error,
      ),
    ),
  );
}

describe('a client that calls faster than it is answered', () => {
  afterEach(() => broker.close(1));

  test('is refused at once, by its own side, and what it called before is carried out', async () => {
    const queue = manager.queue<Uint8Array>('q', { maxSize: 1 });
    const puts = upTo(MOST + 5).map(() => queue.put(value));
    const outcomes = outcomesOf(puts);
    await expect(puts.at(-1)).rejects.toThrow(LimitError);
    await expect(puts.at(-1)).rejects.toThrow('await some before making more');
    const taker = (await broker.manager()).queue<Uint8Array>('q');
    for (let n = 0; n <= MOST; n++) expect(await taker.get()).toHaveLength(value.length);
    expect((await outcomes).filter((outcome) => outcome === 'done')).toHaveLength(MOST + 1);
    expect(await taker.qsize()).toBe(0);
    await queue.put(value);
    await queue.get();
  }, 40_000);

  test('keeps no more than that for a broker that is stopped, which carries it out when it goes on', async () => {
    const queue = manager.queue<Uint8Array>('q');
    await queue.qsize();
    await broker.program.freeze();
    const outcomes = outcomesOf(upTo(MOST + 5).map(() => queue.put(value)));
    await expect(queue.qsize()).rejects.toThrow(LimitError);
    broker.program.thaw();
    expect((await outcomes).filter((outcome) => outcome === 'done')).toHaveLength(MOST + 1);
    expect(await queue.clear()).toBe(MOST + 1);
  }, 40_000);
});

describe('a client that may make no more calls', () => {
  afterEach(() => broker.close(3));

  test('gives back what it holds all the same', async () => {
    const [bounded, work] = [manager.queue<Uint8Array>('q', { maxSize: 1 }), manager.queue<string>('work')];
    await work.put('to do');
    const delivery = await work.reserve();
    const grant = await manager.lock('l').acquire();
    const abort = new AbortController();
    const outcomes = outcomesOf(upTo(MOST + 5).map(() => bounded.put(value, { signal: abort.signal })));
    await expect(work.qsize()).rejects.toThrow(LimitError);
    await delivery.ack();
    await grant.release();
    const other = await broker.manager();
    await (await other.lock('l').acquire({ timeout: 0 })).release();
    abort.abort();
    expect(await outcomes).toContain('done');
    expect([await work.qsize(), await bounded.clear()]).toEqual([0, 1]);
  }, 40_000);
});
