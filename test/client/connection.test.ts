/** What a client sends, and what it makes of what a broker says. */
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { limits } from '../../protocol/limits.js';
import { BrokerKind, ClientKind } from '../../protocol/messages.js';
import { PATIENCE_MS } from '../../src/client/patience.js';
import { Manager } from '../../src/index.js';
import { encodeValue } from '../../src/wire/index.js';
import { AUTHKEY } from '../harness/doors.js';
import { RawBroker } from '../harness/raw-broker.js';

const ADDRESS = 'memory://raw';

async function setUp(): Promise<{ broker: RawBroker; manager: Manager }> {
  const broker = await RawBroker.listen(ADDRESS, AUTHKEY);
  const manager = await Manager.connect(ADDRESS, { authkey: AUTHKEY });
  onTestFinished(async () => {
    await broker.close();
    await manager.close();
  });
  return { broker, manager };
}

test('an item is acknowledged when its receiver has it, with what that asks for next', async () => {
  const { broker, manager } = await setUp();
  const queue = manager.queue('jobs');
  let hasIt = false;
  const relayed = queue.get().then(async (item) => {
    // Some promises later, as in any real program.
    for (let step = 0; step < 10; step++) await undefined;
    hasIt = true;
    await queue.put(item);
  });
  await broker.received(1);
  broker.say(1, 2, [
    [BrokerKind.result, 1, ['i'.repeat(22), 'queue', 'jobs']],
    [BrokerKind.handout, 2, encodeValue('item', { handleOf: () => undefined }, 'an item')],
  ]);
  const [, next] = await broker.received(2);
  expect(hasIt).toBe(true);
  expect([next?.[1], next?.[2].map(([kind]) => kind)]).toEqual([2, [ClientKind.call]]);
  broker.say(3, 3, [[BrokerKind.result, 3, null]]);
  await relayed;
});

test('all calls of one turn leave as one packet, their objects’ openings ahead of them', async () => {
  const { broker, manager } = await setUp();
  const queue = manager.queue('jobs');
  const calls = [queue.put(1), queue.put(2), manager.event('go').set()];
  const [packet] = await broker.received(1);
  expect(packet?.[2].map(([kind]) => kind)).toEqual([
    ...[ClientKind.open, ClientKind.call, ClientKind.call],
    ...[ClientKind.open, ClientKind.call],
  ]);
  broker.say(1, 5, [
    [BrokerKind.result, 1, ['i'.repeat(22), 'queue', 'jobs']],
    [BrokerKind.result, 2, null],
    [BrokerKind.result, 3, null],
    [BrokerKind.result, 4, ['j'.repeat(22), 'event', 'go']],
    [BrokerKind.result, 5, null],
  ]);
  await Promise.all(calls);
  expect(broker.packets).toHaveLength(1);
});

test('a call whose signal is aborted already, or whose arguments are wrong, is not sent', async () => {
  const { broker, manager } = await setUp();
  const queue = manager.queue('jobs');
  await broker.received(1);
  await expect(queue.get({ signal: AbortSignal.abort('no') })).rejects.toBe('no');
  await expect(queue.get({ timeout: -1 })).rejects.toMatchObject({ code: 'ARGUMENT' });
  await expect(queue.put(() => {})).rejects.toMatchObject({ code: 'ENCODING' });
  await expect(queue.getMany(0)).rejects.toMatchObject({ code: 'ARGUMENT' });
  const put = queue.put(1);
  const [opening, call] = await broker.received(2);
  expect(opening?.[2]).toHaveLength(1);
  expect(call?.[2]).toEqual([[ClientKind.call, 1, 'put', [expect.anything()]]]);
  broker.say(1, 2, [[BrokerKind.result, 2, null]]);
  await put;
});

test('a cancel is sent for a call that waits, and the answer still decides', async () => {
  const { broker, manager } = await setUp();
  const control = new AbortController();
  const got = manager.queue('jobs').get({ signal: control.signal });
  await broker.received(1);
  control.abort(new Error('too late'));
  const [, cancel] = await broker.received(2);
  expect(cancel?.[2]).toEqual([[ClientKind.cancel, 2]]);
  broker.say(1, 3, [[BrokerKind.handout, 2, Uint8Array.of(7)]]);
  expect(await got).toBe(7);
});

test('a wait on a condition may be answered long after it was cancelled: it takes its lock back first', async () => {
  const { broker, manager } = await setUp();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const control = new AbortController();
  const waited = manager.condition('news', { lock: manager.lock('door') }).wait({ signal: control.signal });
  await broker.received(1);
  control.abort(new Error('enough'));
  await broker.received(2);
  vi.advanceTimersByTime(PATIENCE_MS);
  await setImmediate();
  broker.say(1, 4, [[BrokerKind.result, 3, ['cancelled', 2, false]]]);
  await expect(waited).rejects.toThrow('enough');
});

test('a handout is acknowledged at once', async () => {
  const { broker, manager } = await setUp();
  const got = manager.queue('jobs').get();
  await broker.received(1);
  broker.say(1, 2, [
    [BrokerKind.result, 1, ['i'.repeat(22), 'queue', 'jobs']],
    [BrokerKind.handout, 2, Uint8Array.of(7)],
  ]);
  await got;
  const [, acknowledgement] = await broker.received(2);
  expect(acknowledgement).toEqual([3, 2, []]);
});

test('an answer is acknowledged soon, though the program asks for nothing more', async () => {
  const { broker, manager } = await setUp();
  const size = manager.queue('jobs').qsize();
  await broker.received(1);
  broker.say(1, 2, [[BrokerKind.result, 2, 0]]);
  await size;
  const [, acknowledgement] = await broker.received(2);
  expect(acknowledgement).toEqual([3, 1, []]);
});

test('much is acknowledged at once: the broker keeps the rest back until then', async () => {
  const { broker, manager } = await setUp();
  const value = manager.value('large').get();
  await broker.received(1);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  broker.say(1, 2, [[BrokerKind.result, 2, encodeValue(new Uint8Array(limits.packetBytes)) as Uint8Array]]);
  expect(await value).toHaveLength(limits.packetBytes);
  const [, acknowledgement] = await broker.received(2);
  expect(acknowledgement).toEqual([3, 1, []]);
});

test('a session that the broker ends for a limit tells which: what was called is in doubt, what is called then is not made', async () => {
  const { broker, manager } = await setUp();
  const call = manager.queue('jobs').qsize();
  await broker.received(1);
  broker.say(1, 0, [[BrokerKind.bye, 'LIMIT', 'too much is unacknowledged']]);
  const told = { code: 'SESSION_ENDED', message: expect.stringContaining('(LIMIT): too much is unacknowledged') };
  await expect(call).rejects.toMatchObject({ ...told, happened: 'unknown', cause: { code: 'LIMIT' } });
  await expect(manager.ping()).rejects.toMatchObject({ ...told, happened: 'no' });
});

test('a value that is not to be decoded fails its own call only', async () => {
  const { broker, manager } = await setUp();
  const [broken, whole] = [manager.queue('jobs').get(), manager.queue('jobs').get()];
  await broker.received(1);
  broker.say(1, 4, [
    [BrokerKind.handout, 2, Uint8Array.of(0xc1)],
    [BrokerKind.handout, 4, Uint8Array.of(8)],
  ]);
  await expect(broken).rejects.toMatchObject({ code: 'ENCODING', happened: 'yes' });
  expect(await whole).toBe(8);
});

test.for([
  { what: 'garbage', says: (broker: RawBroker) => broker.send(Buffer.from('garbage')) },
  { what: 'a gap', says: (broker: RawBroker) => broker.say(2, 0, [[BrokerKind.result, 2, null]]) },
  { what: 'an acknowledgement too far', says: (broker: RawBroker) => broker.say(1, 9, []) },
])('a broker that sends $what is given up, and what became of the calls is not known', async ({ says }) => {
  const { broker, manager } = await setUp();
  const call = manager.queue('jobs').qsize();
  await broker.received(1);
  says(broker);
  await expect(call).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'unknown' });
  await expect(manager.ping()).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
});

test('a broker that does not know the authkey is no broker', async () => {
  const broker = await RawBroker.listen(ADDRESS, 'the key of somebody else');
  onTestFinished(() => broker.close());
  await expect(Manager.connect(ADDRESS, { authkey: AUTHKEY })).rejects.toMatchObject({ code: 'AUTHENTICATION' });
});

test('a link that ends leaves calls that were sent in doubt, and refuses later ones at once', async () => {
  const { broker, manager } = await setUp();
  const sent = manager.queue('jobs').put(1);
  await broker.received(1);
  broker.hangUp();
  await expect(sent).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'unknown' });
  for (let n = 0; n < 3; n++) {
    await expect(manager.queue('jobs').put(2)).rejects.toMatchObject({ code: 'BROKER_GONE', happened: 'no' });
  }
});
