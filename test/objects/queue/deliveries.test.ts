/** Deliveries where time is moved, and where sessions end before they have what was handed to them. */
import { describe, expect, test } from 'vitest';
import { BrokerKind } from '../../../protocol/messages.js';
import type { Handout, Result, State } from '../../../src/objects/contract.js';
import { queue } from '../../../src/objects/queue/index.js';
import { Driver, type Guest, item } from '../../engine/driver.js';
import { FakeCall } from '../../harness/fake-call.js';

interface Sides {
  readonly driver: Driver;
  readonly taker: Guest;
  readonly other: Guest;
}

/** Two sessions with a queue under handle 1, and the one for its dead letters under handle 2. */
function two(options: Record<string, string | number> = {}): Sides {
  const driver = new Driver();
  const [taker, other] = [driver.guest(), driver.guest()];
  for (const guest of [taker, other]) {
    guest.open(2, 'queue', 'dead letters');
    guest.open(1, 'queue', 'q', { ...options, deadLetter: 2 });
  }
  return { driver, taker, other };
}

const outcomeOf = (guest: Guest, operation: string, ...args: unknown[]) =>
  guest.outcome(guest.call(1, operation, args));
const bytesIn = (result: unknown) => (result as Uint8Array[]).map((bytes) => bytes[0]);
const stats = (guest: Guest) => guest.outcome(guest.call(1, 'stats')) as Record<string, number>;

describe('a delivery', () => {
  test('is a handout of its number, its attempt, the value, the id, and when its lease ends', () => {
    const { taker, other } = two();
    other.call(1, 'put', [item(7), null, null, null, 'job']);
    other.call(1, 'put', [item(8)]);
    const reserve = taker.call(1, 'reserve');
    expect(taker.answersTo(reserve)).toEqual([[BrokerKind.handout, reserve, [1, 1, item(7), 'job', 30_000]]]);
    const many = taker.call(1, 'reserveMany', [5, 100]);
    expect(taker.answersTo(many)).toEqual([[BrokerKind.handout, many, [[2, 1, item(8), null, 100]]]]);
  });

  test('is over when its lease is, 30 seconds where nobody says, and not before', () => {
    const { driver, taker, other } = two();
    other.call(1, 'putMany', [[1, 2].map(item)]);
    taker.call(1, 'reserve');
    taker.call(1, 'reserve', [40_000]);
    expect(driver.wake).toBe(driver.now + 30_000);
    driver.now += 29_999;
    driver.step({ kind: 'tick' });
    expect(stats(other)).toMatchObject({ ready: 0, reserved: 2 });
    driver.wakeUp();
    expect(stats(other)).toMatchObject({ ready: 1, reserved: 1 });
    expect(outcomeOf(taker, 'ack', 1)).toBe('STALE_DELIVERY');
    expect(driver.wake).toBe(driver.now + 10_000);
    expect(outcomeOf(taker, 'ack', 2)).toBe(null);
    expect(driver.wake).toBeUndefined();
  });

  test('that is extended has the new lease from then on, longer or shorter', () => {
    const { driver, taker, other } = two();
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'reserve', [100]);
    driver.now += 60;
    expect(outcomeOf(taker, 'extend', 1, 100)).toBe(null);
    expect(driver.wake).toBe(driver.now + 100);
    taker.call(1, 'extend', [1, 50]);
    expect(driver.wake).toBe(driver.now + 50);
    taker.call(1, 'extend', [1]);
    expect(driver.wake).toBe(driver.now + 30_000);
  });

  test('is settled by its session only', () => {
    const { taker, other } = two();
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'reserve');
    for (const operation of ['ack', 'nack', 'extend']) expect(outcomeOf(other, operation, 1)).toBe('NOT_OWNER');
    expect(stats(other)).toMatchObject({ reserved: 1 });
    expect(outcomeOf(taker, 'ack', 1)).toBe(null);
    for (const operation of ['ack', 'nack', 'extend']) expect(outcomeOf(other, operation, 1)).toBe('STALE_DELIVERY');
  });

  test.for([
    ['ack', [2]],
    ['ack', [0]],
    ['ack', [-1]],
    ['ack', [1.5]],
    ['ack', ['1']],
    ['ack', []],
    ['nack', [1, -1]],
    ['nack', [1, Number.NaN]],
    ['nack', [1, 'soon']],
    ['extend', [1, 0]],
    ['extend', [1, Number.POSITIVE_INFINITY]],
    ['extend', [7, 5]],
    ['reserve', [0]],
    ['reserve', [Number.NaN]],
    ['reserveMany', [0]],
    ['reserveMany', [1, -1]],
    ['put', [item(1), null, -1]],
    ['put', [item(1), null, Number.NaN]],
    ['put', [item(1), null, null, 0]],
    ['put', [item(1), null, null, null, 5]],
    ['put', [item(1), null, null, null, '']],
    ['put', [item(1), null, null, null, 'x'.repeat(513)]],
  ] as const)('is not touched by %s %j', ([operation, args]) => {
    const { taker, other } = two();
    other.call(1, 'putMany', [[1, 2].map(item)]);
    taker.call(1, 'reserve');
    const before = stats(other);
    const refused = taker.outcome(taker.call(1, operation, args));
    expect(refused).toBe((args[0] as unknown) === 2 || (args[0] as unknown) === 7 ? 'STALE_DELIVERY' : 'ARGUMENT');
    expect(stats(other)).toEqual(before);
  });

  test('counts as an attempt also when its receiver ends before it says that it has it', () => {
    const { taker, other } = two({ maxDeliveries: 2 });
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'reserve');
    taker.disconnect();
    expect(outcomeOf(other, 'reserve')).toEqual([2, 2, item(1), null, 30_000]);
    expect(outcomeOf(other, 'nack', 2)).toBe(null);
    expect(bytesIn(other.outcome(other.call(2, 'drain')))).toEqual([1]);
  });

  test('that could not be sent is none: the item is where it was', () => {
    const state = queue.create({ order: 'fifo', maxSize: 0, maxBytes: 0, maxDeliveries: 1, deadLetter: null });
    const methods = state as State & Record<'putMany' | 'reserveMany', (call: FakeCall, ...args: unknown[]) => unknown>;
    const call = new FakeCall();
    methods.putMany(call, [item(1), item(2)]);
    const [, , , stock] = state.snapshot() as Result[];
    const handout = methods.reserveMany(call, 2) as Handout;
    state.takeBack?.(call, handout.items, 'not sent');
    expect((state.snapshot() as Result[])[3]).toEqual(stock);
    expect([state.dueAt, state.holders?.(), [...call.holders]]).toEqual([undefined, [], []]);
  });

  test('that its receiver had counts, when the receiver ends', () => {
    const { taker, other } = two({ maxDeliveries: 2 });
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'reserve');
    taker.acknowledge();
    taker.disconnect();
    expect(outcomeOf(other, 'reserve')).toEqual([2, 2, item(1), null, 30_000]);
    other.call(1, 'nack', [2]);
    expect(bytesIn(other.outcome(other.call(2, 'drain')))).toEqual([1]);
  });

  test('that was lost to another before its receiver ended is the other’s', () => {
    const { driver, taker, other } = two();
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'reserve', [10]);
    driver.now += 10;
    expect(outcomeOf(other, 'reserve')).toEqual([2, 2, item(1), null, 30_000]);
    taker.disconnect();
    expect(stats(other)).toMatchObject({ ready: 0, reserved: 1 });
    expect(outcomeOf(other, 'ack', 2)).toBe(null);
    expect(stats(other)).toMatchObject({ ready: 0, reserved: 0, unfinished: 0 });
  });

  test('of an item that was got and came back is the first', () => {
    const { taker, other } = two();
    other.call(1, 'put', [item(1), null, null, null, 'id']);
    taker.call(1, 'get');
    taker.disconnect();
    other.call(1, 'put', [item(2), null, null, null, 'id']);
    expect(outcomeOf(other, 'reserve')).toEqual([1, 1, item(1), 'id', 30_000]);
    expect(stats(other)).toMatchObject({ ready: 0, unfinished: 1 });
  });

  test('goes to who waits as soon as it is given back, and its lease ends so much later after the call', () => {
    const { driver, taker, other } = two();
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'reserve', [10]);
    const reserve = other.call(1, 'reserve');
    const join = taker.call(1, 'join');
    driver.now += 10;
    driver.step({ kind: 'tick' });
    expect(other.outcome(reserve)).toEqual([2, 2, item(1), null, 30_010]);
    other.call(1, 'ack', [2]);
    expect(taker.outcome(join)).toBe(null);
  });
});

describe('an item that has a time', () => {
  test('has the place of its put when its delay is over', () => {
    const { driver, other } = two();
    other.call(1, 'put', [item(1), null, 20]);
    other.call(1, 'put', [item(2)]);
    other.call(1, 'put', [item(3), null, 10]);
    expect(driver.wake).toBe(driver.now + 10);
    driver.now += 20;
    expect(bytesIn(outcomeOf(other, 'drain'))).toEqual([1, 2, 3]);
  });

  test('lives from when it can be had first', () => {
    const { driver, other } = two();
    other.call(1, 'put', [item(1), null, 20, 10]);
    driver.now += 29;
    expect(stats(other)).toMatchObject({ ready: 1, delayed: 0 });
    driver.wakeUp();
    expect(stats(other)).toEqual({ ready: 0, delayed: 0, reserved: 0, unfinished: 0, bytes: 0 });
    expect(driver.wake).toBeUndefined();
  });

  test('that is over is dropped from the middle, and makes room for who waits', () => {
    const { driver, taker, other } = two({ maxSize: 3 });
    other.call(1, 'put', [item(1)]);
    other.call(1, 'put', [item(2), null, null, 10]);
    other.call(1, 'put', [item(3)]);
    const put = taker.call(1, 'put', [item(4)]);
    expect(taker.outcome(put)).toBeUndefined();
    driver.now += 10;
    driver.step({ kind: 'tick' });
    expect(taker.outcome(put)).toBe(null);
    expect(bytesIn(outcomeOf(other, 'drain'))).toEqual([1, 3, 4]);
  });

  test('is not dropped while it is reserved, but when it comes back too late', () => {
    const { driver, taker, other } = two();
    other.call(1, 'putMany', [[1, 2].map(item), null, null, 10]);
    taker.call(1, 'reserveMany', [2]);
    driver.now += 20;
    driver.step({ kind: 'tick' });
    expect(stats(other)).toMatchObject({ reserved: 2 });
    taker.call(1, 'nack', [1]);
    expect(stats(other)).toMatchObject({ ready: 0, reserved: 1, unfinished: 1 });
    expect(outcomeOf(taker, 'ack', 2)).toBe(null);
  });

  test('is dropped while it is delayed, if its life ends first', () => {
    const { driver, taker, other } = two();
    other.call(1, 'put', [item(1), null, null, 10]);
    taker.call(1, 'reserve');
    taker.call(1, 'nack', [1, 50]);
    expect(driver.wake).toBe(driver.now + 10);
    driver.wakeUp();
    expect(stats(other)).toMatchObject({ delayed: 0, unfinished: 0 });
  });

  test('whose time is over takes its id with it, whatever else is due at that time', () => {
    const { driver, taker, other } = two({ maxSize: 1 });
    other.call(1, 'put', [item(1), null, null, 10, 'id']);
    const late = taker.call(1, 'put', [item(2)], { timeoutMs: 3 });
    const put = other.call(1, 'put', [item(3), null, null, null, 'id']);
    // The put that is late lets the one behind it be tried, before the queue has heard how late it is.
    driver.now += 60;
    driver.step({ kind: 'tick' });
    expect([taker.outcome(late), other.outcome(put)]).toEqual(['FULL', null]);
    expect(bytesIn(outcomeOf(other, 'drain'))).toEqual([3]);
  });

  test('shorter than a millisecond has a millisecond', () => {
    const { driver, other } = two();
    driver.now = 1e12;
    other.call(1, 'put', [item(1), null, Number.MIN_VALUE]);
    expect(driver.wake).toBe(driver.now + 1);
    expect(stats(other)).toMatchObject({ ready: 0, delayed: 1 });
  });
});
