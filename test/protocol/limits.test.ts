/** Every limit is reached here, and passed by one. */
import { expect, onTestFinished, test } from 'vitest';
import { type BrokerLimitName, usualLimits } from '../../protocol/broker-limits.js';
import { EncodingError, LimitError, Overloaded, ProtocolError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { BrokerKind, type BrokerMessage, ClientKind, type ClientMessage } from '../../protocol/messages.js';
import { Broker } from '../../src/broker/broker.js';
import { breakableLink, lastingLink } from '../../src/broker/grace.js';
import { Outgoing } from '../../src/broker/outgoing.js';
import { Principals } from '../../src/broker/principals.js';
import { ClientSession } from '../../src/client/session.js';
import { Budget } from '../../src/engine/budget.js';
import { Directory } from '../../src/engine/directory.js';
import { Rights } from '../../src/engine/entitlement.js';
import type { HostedObject } from '../../src/engine/hosted-object.js';
import { MemoryEngine } from '../../src/engine/memory-engine.js';
import { owner } from '../../src/engine/principal.js';
import { Session } from '../../src/engine/session.js';
import { type BrokerEvent, Manager, serve } from '../../src/index.js';
import { Deadlines } from '../../src/objects/deadlines.js';
import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS } from '../../src/transport/conventions.js';
import { transportFor } from '../../src/transport/index.js';
import {
  decodeClientPacket,
  decodeHandshake,
  encodeHandshake,
  encodeValue,
  framesOf,
  randomSecret,
} from '../../src/wire/index.js';
import { callOf, Driver, item, newcomer, types } from '../engine/driver.js';
import { AUTHKEY } from '../harness/doors.js';
import { MovedClock, NotedLink } from '../harness/moved-clock.js';
import { packetFrame } from '../harness/packet-frame.js';
import { RawPeer } from '../harness/raw-peer.js';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

const nested = (levels: number): unknown => {
  let value: unknown = 0;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};

const MIB = 2 ** 20;

/** A binary value of so many bytes in all. */
const large = (bytes: number) => new Uint8Array(bytes);

/** Messages in one packet. */
const MANY = 16_384;

const NOTHING: readonly unknown[] = [];

const call = (arg: unknown): ClientMessage => [ClientKind.call, 0, 'ping', [arg]];

function anObject(): HostedObject {
  const wanted = { type: 'queue', name: 'q', id: 'i'.repeat(22), options: {} };
  const lookUp = () => {
    throw new Error('its options name no object');
  };
  const directory = new Directory(types, new Deadlines(), new Budget(usualLimits));
  return directory.open(wanted, lookUp, 0, new Rights(owner));
}

/** A new limit does not compile until it has its test here. */
const reached: Readonly<Record<keyof typeof limits | BrokerLimitName, () => unknown>> = {
  handshakeFrameBytes() {
    const refusal = (message: string) => encodeHandshake('refused', { code: 'PROTOCOL', message });
    const rest = limits.handshakeFrameBytes - refusal('x'.repeat(300)).length;
    const longest = refusal('x'.repeat(300 + rest));
    expect(longest.length).toBe(limits.handshakeFrameBytes);
    expect(decodeHandshake(longest)[0]).toBe('refused');
    expect(() => refusal('x'.repeat(301 + rest))).toThrow(LimitError);
    expect(() => decodeHandshake(new Uint8Array(limits.handshakeFrameBytes + 1))).toThrow(ProtocolError);
  },

  async strangerFrameBytes() {
    const address = 'memory://strangers';
    await using _broker = await serve({ listen: address, authkey: AUTHKEY });
    const [heard, dropped, known] = [
      await RawPeer.connect(address),
      await RawPeer.connect(address),
      await RawPeer.connect(address),
    ];
    heard.send(new Uint8Array(limits.strangerFrameBytes));
    expect(await heard.refusal()).toBe('PROTOCOL');
    dropped.send(new Uint8Array(limits.strangerFrameBytes + 1));
    await expect(dropped.frame()).rejects.toThrow('the link is down');
    await known.enter(AUTHKEY);
    known.say(1, 0, [call(new Uint8Array(limits.strangerFrameBytes))]);
    expect((await known.messages())[0]?.slice(0, 2)).toEqual([BrokerKind.result, 1]);
    known.close();
  },

  clientNameBytes() {
    const hello = (client: string) =>
      encodeHandshake('hello', { protocol: 'holdall', versions: [1, 1], nonce: randomSecret(), client });
    expect(decodeHandshake(hello('é'.repeat(limits.clientNameBytes / 2)))[0]).toBe('hello');
    expect(() => decodeHandshake(hello(`${'é'.repeat(limits.clientNameBytes / 2)}x`))).toThrow(ProtocolError);
  },

  memoryBytes() {
    const driver = new Driver({ memoryBytes: 4 * MIB });
    const guest = driver.guest();
    guest.open(1, 'queue', 'q');
    guest.open(2, 'dict', 'd');
    const put = () => guest.outcome(guest.call(1, 'put', [large(MIB)]));
    expect([put(), put(), put(), put()]).toEqual([null, null, null, 'OVERLOADED']);
    guest.call(2, 'set', [item(1), large(MIB - 200_000)]);
    guest.open(3, 'dict', 'other');
    expect(guest.outcome(guest.call(2, 'set', [item(2), large(200_000)]))).toBe('OVERLOADED');
    expect(guest.outcome(guest.call(1, 'put', [large(5 * MIB)]))).toBe('LIMIT');
    expect(new Set(guest.limits)).toEqual(new Set(['memoryBytes']));
    // What frees is served, and room that was made can be used.
    expect(guest.outcome(guest.call(1, 'get'))).toHaveLength(MIB);
    guest.acknowledge();
    expect(put()).toBeNull();
  },

  async sessions() {
    const address = 'memory://full';
    const events: BrokerEvent[] = [];
    await using broker = await serve({
      listen: address,
      authkey: AUTHKEY,
      limits: { sessions: 1 },
      onEvent: (event) => events.push(event),
    });
    const manager = await Manager.connect(address, { authkey: AUTHKEY });
    await expect(Manager.connect(address, { authkey: AUTHKEY })).rejects.toThrow(Overloaded);
    await expect(Manager.connect(address, { authkey: AUTHKEY })).rejects.toMatchObject({ retry: true });
    expect(events.filter(({ kind }) => kind === 'limit reached')).toEqual([
      { kind: 'limit reached', limit: 'sessions' },
    ]);
    await manager.counter('c').increment();
    broker.reload({ limits: { sessions: 2 } });
    await using second = await Manager.connect(address, { authkey: AUTHKEY });
    expect(await second.counter('c').get()).toBe(1);
    await manager.close();
  },

  async strangers() {
    const address = 'memory://crowded';
    await using _broker = await serve({ listen: address, authkey: AUTHKEY, limits: { strangers: 2 } });
    const [oldest, second, newest] = [
      await RawPeer.connect(address),
      await RawPeer.connect(address),
      await RawPeer.connect(address),
    ];
    expect(await oldest.refusal()).toBe('OVERLOADED');
    // Who is in is none of them.
    await second.enter(AUTHKEY);
    await newest.enter(AUTHKEY);
    const more = [await RawPeer.connect(address), await RawPeer.connect(address)];
    second.say(1, 0, [call(null)]);
    expect(await second.messages()).toHaveLength(1);
    for (const peer of [second, newest, ...more]) peer.close();
  },

  objects() {
    const guest = new Driver({ objects: 2 }).guest();
    const opened = [1, 2, 3].map((handle) => guest.open(handle, 'queue', `q${handle}`));
    expect(opened.map((answer) => guest.outcome(answer)).indexOf('OVERLOADED')).toBe(2);
    expect(guest.outcome(guest.open(4, 'queue', 'q1'))).not.toBe('OVERLOADED');
    expect(guest.limits).toEqual(['objects']);
  },

  objectItems() {
    const guest = new Driver({ objectItems: 3 }).guest();
    guest.open(1, 'queue');
    guest.open(2, 'dict');
    guest.open(3, 'queue');
    expect(guest.outcome(guest.call(1, 'putMany', [[item(1), item(2), item(3)]]))).toBeNull();
    expect(guest.outcome(guest.call(1, 'put', [item(4)]))).toBe('LIMIT');
    expect(guest.outcome(guest.call(2, 'update', [[1, 2, 3, 4].map((n) => [item(n), item(n)])]))).toBe('LIMIT');
    expect(guest.outcome(guest.call(2, 'size'))).toBe(0);
    expect(guest.outcome(guest.call(3, 'put', [item(1)]))).toBeNull();
    guest.call(1, 'get');
    expect(guest.outcome(guest.call(1, 'put', [item(4)]))).toBeNull();
  },

  objectBytes() {
    const guest = new Driver({ objectBytes: 2 * MIB }).guest();
    guest.open(1, 'queue', 'q');
    guest.open(2, 'dict', 'd');
    const put = () => guest.outcome(guest.call(1, 'put', [large(MIB)]));
    expect([put(), put()]).toEqual([null, 'LIMIT']);
    expect(guest.outcome(guest.call(2, 'set', [item(1), large(MIB)]))).toBeNull();
    expect(guest.limits).toEqual(['objectBytes']);
  },

  holds() {
    const driver = new Driver({ holds: 2 });
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) {
      each.open(1, 'queue', 'q');
      each.open(2, 'rwLock', 'l');
    }
    guest.call(1, 'putMany', [[1, 2, 3, 4].map(item)]);
    expect(guest.outcome(guest.call(1, 'reserveMany', [3]))).toHaveLength(2);
    expect(guest.outcome(guest.call(1, 'reserve'))).toBe('LIMIT');
    expect(other.outcome(other.call(1, 'reserve'))).toMatchObject({ 0: 3, 1: 1 });
    guest.call(1, 'ack', [1]);
    expect(guest.outcome(guest.call(1, 'reserve'))).toMatchObject({ 0: 4, 1: 1 });
    const read = () => guest.outcome(guest.call(2, 'acquireRead'));
    expect([read(), read(), read()]).toEqual([[1, false], [2, false], 'LIMIT']);
    expect(guest.limits).toEqual(['holds', 'holds']);
  },

  handshakeMs() {
    const clock = new MovedClock();
    const link = new NotedLink();
    new Broker({ engine: new MemoryEngine(types), clock, principals: Principals.ofOwner(randomSecret()) }).accept(
      link,
      lastingLink,
      'memory://limits',
    );
    clock.move(usualLimits.handshakeMs - 1);
    expect(link.closed).toBe(false);
    clock.move(1);
    expect(link.closed).toBe(true);
  },

  frameBytes() {
    const tooLong = new Uint8Array(limits.frameBytes + 1);
    expect(() => decodeClientPacket(tooLong)).toThrow(ProtocolError);
    expect(() => packetFrame([1, 0, [call(tooLong.subarray(0, limits.frameBytes))]])).toThrow(LimitError);
    const longest = packetFrame([1, 0, [call(tooLong.subarray(0, limits.frameBytes - 32))]]);
    expect(decodeClientPacket(longest)[2]).toHaveLength(1);
  },

  messageBytes() {
    const guest = new Driver().guest();
    guest.open(1, 'dict');
    // Eight bytes for the list and for each value in it.
    const largest = limits.messageBytes - 3 * 8;
    guest.call(1, 'set', [item(1), new Uint8Array(largest / 2)]);
    guest.call(1, 'set', [item(2), new Uint8Array(largest / 2)]);
    expect(guest.answersTo(guest.call(1, 'values'))[0]?.[0]).toBe(BrokerKind.result);
    guest.call(1, 'set', [item(2), new Uint8Array(largest / 2 + 1)]);
    expect(guest.outcome(guest.call(1, 'values'))).toBe('LIMIT');
  },

  frameObjects() {
    const frame = (count: number) => packetFrame([1, 0, [call(new Array(count).fill(NOTHING))]]);
    // Around them: the packet, its messages, the call, its arguments and the first of these.
    expect(decodeClientPacket(frame(limits.frameObjects - 5))[2]).toHaveLength(1);
    expect(() => decodeClientPacket(frame(limits.frameObjects - 4))).toThrow(ProtocolError);
  },

  frameElements() {
    const frame = (count: number) => packetFrame([1, 0, [call(new Array(count).fill(null))]]);
    // Around them: three in the packet, one in its messages, four in the call, one in its arguments.
    expect(decodeClientPacket(frame(limits.frameElements - 9))[2]).toHaveLength(1);
    expect(() => decodeClientPacket(frame(limits.frameElements - 8))).toThrow(ProtocolError);
  },

  frameNames() {
    const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, null]));
    const open = (options: object) => [ClientKind.open, 1, 'queue', null, 'i'.repeat(22), options] as ClientMessage;
    const frame = (count: number) => packetFrame([1, 0, [open(fields(count - 1)), open(fields(1))]]);
    expect(decodeClientPacket(frame(limits.frameNames))[2]).toHaveLength(2);
    expect(() => decodeClientPacket(frame(limits.frameNames + 1))).toThrow(ProtocolError);
  },

  valueBytes() {
    const bytes = new Uint8Array(limits.valueBytes + 1);
    expect(() => encodeValue(bytes)).toThrow(LimitError);
    expect(encodeValue(bytes.subarray(0, limits.valueBytes - 8))).toHaveLength(limits.valueBytes - 3);
  },

  packetBytes() {
    const messages = Array.from({ length: 5 }, () => call(new Uint8Array(limits.packetBytes / 4)));
    const counts = [...framesOf(1, 0, messages)].map((frame) => decodeClientPacket(Buffer.concat(frame))[2].length);
    expect(counts).toEqual([3, 2]);
    const large = call(new Uint8Array(3 * limits.packetBytes));
    expect([...framesOf(1, 0, [large, large])]).toHaveLength(2);
  },

  pageItems() {
    const guest = new Driver().guest();
    guest.open(1, 'dict');
    guest.open(2, 'list');
    const number = (n: number) => new Uint8Array(encodeValue(n) as Uint8Array);
    const page = (handle: number, ...args: unknown[]) => guest.outcome(guest.call(handle, 'page', args)) as unknown[];
    const numbers = Array.from({ length: limits.pageItems }, (_, n) => number(n));
    guest.call(1, 'update', [numbers.map((each) => [each, each])]);
    guest.call(2, 'extend', [numbers]);
    expect(page(1)).toMatchObject([{ length: limits.pageItems }, null, limits.pageItems]);
    expect(page(2, 0)).toMatchObject([limits.pageItems, { length: limits.pageItems }]);

    guest.call(1, 'set', [number(-1), number(0)]);
    guest.call(2, 'push', [[number(-1)]]);
    const [entries, after] = page(1);
    expect(entries).toHaveLength(limits.pageItems);
    expect(page(1, after)).toMatchObject([{ length: 1 }, null, limits.pageItems + 1]);
    expect(page(2, 0)).toMatchObject([limits.pageItems + 1, { length: limits.pageItems }]);
    expect(page(2, limits.pageItems)).toEqual([limits.pageItems + 1, [number(-1)]]);

    const half = new Uint8Array(encodeValue(new Uint8Array(limits.packetBytes / 2 - 100)) as Uint8Array);
    guest.call(2, 'setSlice', [null, null, null, [half, half, half]]);
    guest.call(1, 'clear');
    guest.call(1, 'update', [[0, 1, 2].map((n) => [number(n), half])]);
    expect(page(2, 0)).toMatchObject([3, { length: 2 }]);
    expect(page(1)).toMatchObject([{ length: 2 }, expect.any(Number), expect.any(Number)]);
  },

  messageDepth() {
    // The message and its arguments are two levels themselves.
    const deepest = limits.messageDepth - 2;
    expect(decodeClientPacket(packetFrame([1, 0, [call(nested(deepest))]]))[2]).toHaveLength(1);
    expect(() => packetFrame([1, 0, [call(nested(deepest + 1))]])).toThrow(LimitError);
  },

  valueDepth() {
    expect(encodeValue(nested(limits.valueDepth))).toBeInstanceOf(Uint8Array);
    expect(() => encodeValue(nested(limits.valueDepth + 1))).toThrow(EncodingError);
  },

  nameBytes() {
    const open = (name: string): ClientMessage => [ClientKind.open, 1, 'queue', name, 'i'.repeat(22), {}];
    const decode = (name: string) => decodeClientPacket(packetFrame([1, 0, [open(name)]]));
    expect(decode('é'.repeat(limits.nameBytes / 2))[2]).toHaveLength(1);
    expect(() => decode(`${'é'.repeat(limits.nameBytes / 2)}x`)).toThrow(ProtocolError);
  },

  arrayElements() {
    const guest = new Driver().guest();
    const initial = (length: number) => new Uint8Array(encodeValue(length) as Uint8Array);
    const lengthOf = (handle: number, length: number) => {
      guest.open(handle, 'array', null, { typecode: 'Q', initial: initial(length) });
      return guest.outcome(guest.call(handle, 'length'));
    };
    expect(lengthOf(1, limits.arrayElements)).toBe(limits.arrayElements);
    expect(lengthOf(2, limits.arrayElements + 1)).toBe('LIMIT');
    guest.call(1, 'fill', [new Uint8Array(encodeValue(2n ** 64n - 1n) as Uint8Array)]);
    const whole = guest.outcome(guest.call(1, 'slice')) as Uint8Array;
    expect(whole.length).toBeGreaterThan(12 * limits.arrayElements);
    expect(whole.length).toBeLessThan(limits.valueBytes);
  },

  publishedMessages() {
    const guest = new Driver().guest();
    guest.open(1, 'topic');
    for (const handle of [2, 3, 4]) guest.open(handle, 'subscription', null, { topic: 1, buffer: 1 });
    const publish = (count: number) => guest.outcome(guest.call(1, 'publishMany', [new Array(count).fill(item(1))]));
    const most = Math.floor(limits.publishedMessages / 3);
    expect(publish(most + 1)).toBe('LIMIT');
    expect(guest.outcome(guest.call(2, 'size'))).toBe(0);
    expect(publish(most)).toBe(3);
    expect(guest.outcome(guest.call(2, 'dropped'))).toBe(most - 1);
    guest.say([ClientKind.release, 4, 1]);
    expect(publish(most + 1)).toBe(2);
  },

  callsInFlight() {
    const session = new ClientSession();
    const awaited = { resolve: () => {}, reject: () => {} };
    const ask = () => session.ask(call(null), awaited);
    for (let n = 0; n < usualLimits.callsInFlight; n++) ask();
    expect(ask).toThrow(LimitError);
    session.ask(call(null), { ...awaited, frees: true });
    session.take();
    session.receive([1, 1, [[BrokerKind.result, 1, null]]]);
    expect(ask).toThrow(LimitError);
    session.receive([2, 2, [[BrokerKind.result, 2, null]]]);
    ask();
  },

  /** What the broker does at it is in test/engine/limits.test.ts, where the limit is small. */
  callBytesInFlight() {
    const session = new ClientSession();
    const quarter = { bytes: usualLimits.callBytesInFlight / 4, resolve: () => {}, reject: () => {} };
    const ask = () => session.ask(call(null), quarter);
    for (let n = 0; n < 5; n++) ask();
    expect(ask).toThrow(LimitError);
    session.ask(call(null), { frees: true, resolve: () => {}, reject: () => {} });
    session.take();
    session.receive([1, 1, [[BrokerKind.result, 1, null]]]);
    ask();
  },

  /** What becomes of the call that passes it is in test/engine/limits.test.ts, where the limit is small. */
  handles() {
    const object = anObject();
    const session = new Session('s'.repeat(22), 0, newcomer(1), 0, object, new Budget(usualLimits));
    for (let handle = 1; handle <= usualLimits.handles; handle++) {
      session.checkRoom();
      session.assign(handle, object);
    }
    expect(() => session.checkRoom()).toThrow(LimitError);
  },

  unacknowledgedBytes() {
    const guest = new Driver().guest();
    guest.open(1, 'queue');
    const half = limits.frameBytes / 2;
    guest.call(1, 'put', [new Uint8Array(half)]);
    const peeks = Array.from({ length: usualLimits.unacknowledgedBytes / half }, () => guest.call(1, 'peek'));
    expect(peeks.map((peek) => guest.answersTo(peek)[0]?.[0])).toEqual(peeks.map(() => BrokerKind.result));
    expect(guest.outcome(guest.call(1, 'peek'))).toBe('LIMIT');
    guest.acknowledge();
    expect(guest.answersTo(guest.call(1, 'peek'))[0]?.[0]).toBe(BrokerKind.result);
  },

  /** What becomes of a session with the most of them is in test/engine/limits.test.ts, where the limit is small. */
  unacknowledgedBytesInAll() {
    const budget = new Budget(usualLimits);
    const aSession = () => new Session('s'.repeat(22), 0, newcomer(1), 0, anObject(), budget);
    const [one, other, third] = [aSession(), aSession(), aSession()];
    const send = (session: Session, bytes: number) =>
      session.send({ message: [BrokerKind.result, 1, null], bytes, refersTo: [], handout: undefined });
    send(one, limits.packetBytes);
    send(other, usualLimits.unacknowledgedBytes);
    send(third, usualLimits.unacknowledgedBytesInAll - budget.unacknowledged);
    expect(other.lackOfRoom()).toBeUndefined();
    send(one, 0);
    send(third, 1);
    expect(other.lackOfRoom()).toBeInstanceOf(Overloaded);
    expect(one.lackOfRoom()).toBeUndefined();
  },

  bytesUnderWay() {
    const outgoing = new Outgoing();
    const quarter: BrokerMessage = [BrokerKind.result, 1, new Uint8Array(usualLimits.bytesUnderWay / 4)];
    for (let number = 1; number <= 6; number++) outgoing.add(number, quarter);
    expect([...outgoing.frames()]).toHaveLength(4);
    outgoing.acknowledge(1);
    expect([...outgoing.frames()]).toHaveLength(1);
    expect(outgoing.keepsBack).toBe(true);
  },

  unacknowledgedMessages() {
    const guest = new Driver().guest();
    guest.open(1, 'event', 'e');
    for (let left = usualLimits.unacknowledgedMessages - 1; left > 0; ) {
      const count = Math.min(left, MANY);
      guest.say(...Array.from({ length: count }, () => callOf(1, 'isSet')));
      left -= count;
    }
    expect(guest.ended).toBeUndefined();
    guest.call(1, 'isSet');
    expect(guest.bye).toBe('LIMIT');
  },

  /** What a client does within this time is in test/client/connection.test.ts. */
  async acknowledgeMs() {
    const broker = await serve({ listen: 'memory://acknowledges', authkey: AUTHKEY });
    onTestFinished(() => broker.close());
    const peer = await RawPeer.connect('memory://acknowledges');
    await peer.enter(AUTHKEY);
    // Nothing answers a cancel, so the acknowledgement comes alone.
    peer.say(1, 0, [[ClientKind.cancel, 9]]);
    expect(await peer.packet()).toEqual([1, 1, []]);
    peer.close();
  },

  async graceMs() {
    const broker = await serve({ listen: ['tcp://127.0.0.1:*', 'memory://no-grace'], authkey: AUTHKEY });
    onTestFinished(() => broker.close());
    const graces: number[] = [];
    for (const address of broker.addresses) {
      const peer = await RawPeer.connect(address);
      graces.push((await peer.enter(AUTHKEY)).graceMs);
      peer.close();
    }
    expect(graces).toEqual([limits.graceMs, 0]);
  },

  async noticeMs() {
    const clock = new MovedClock();
    const broker = new Broker({
      engine: new MemoryEngine(types),
      clock,
      principals: Principals.ofOwner(Buffer.from(AUTHKEY)),
    });
    const address = 'memory://notices';
    const listener = await transportFor(address).listen(address, (link) =>
      broker.accept(link, breakableLink(1_000), address),
    );
    onTestFinished(() => listener.close());
    const first = await RawPeer.connect(address);
    const welcome = await first.enter(AUTHKEY);
    expect(welcome.graceMs).toBe(1_000);
    first.close();
    await nextTurn();
    clock.move(1_000 + limits.noticeMs - 1);
    const second = await RawPeer.connect(address);
    expect(await second.resume(AUTHKEY, welcome)).toMatchObject(['welcome', { resumed: true }]);
    second.close();
    await nextTurn();
    clock.move(1_000 + limits.noticeMs);
    const third = await RawPeer.connect(address);
    expect(await third.resume(AUTHKEY, welcome)).toMatchObject(['refused', { code: 'SESSION_ENDED' }]);
    // A client's transport must have noticed by then, with some time to spare.
    expect(HEARTBEAT_INTERVAL_MS + HEARTBEAT_TIMEOUT_MS).toBeLessThan(limits.noticeMs);
  },
};

test.for(Object.entries(reached))('the limit %s holds', async ([, reach]) => {
  await reach();
});
