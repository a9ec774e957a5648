import { describe, expect, test } from 'vitest';
import { BrokerKind, ClientKind } from '../../protocol/messages.js';
import { census, Driver, type Guest, item } from './driver.js';

function two(order = 'fifo'): { driver: Driver; taker: Guest; other: Guest } {
  const driver = new Driver();
  const [taker, other] = [driver.guest(), driver.guest()];
  for (const guest of [taker, other]) guest.open(1, 'queue', 'q', { order });
  return { driver, taker, other };
}

const ns = (result: unknown): number[] => (result as Uint8Array[]).map((bytes) => bytes[0] as number);

describe('items handed out to a session that ends before it has them', () => {
  test.for([
    { order: 'fifo', left: [1, 2, 3, 4, 5, 6] },
    { order: 'lifo', left: [6, 5, 4, 3, 2, 1] },
  ])('go back to their places: $order', ({ order, left }) => {
    const { taker, other } = two(order);
    other.call(1, 'putMany', [[1, 2, 3, 4].map(item)]);
    taker.call(1, 'get');
    taker.call(1, 'getMany', [2]);
    other.call(1, 'put', [item(5)]);
    taker.call(1, 'get');
    other.call(1, 'put', [item(6)]);
    taker.disconnect();
    expect(ns(other.outcome(other.call(1, 'drain')))).toEqual(left);
  });

  test('go back to their places: priority', () => {
    const { taker, other } = two('priority');
    for (const [n, priority] of [
      [1, 5],
      [2, 1],
      [3, 1],
      [4, 9],
    ] as const)
      other.call(1, 'put', [item(n), priority]);
    taker.call(1, 'getMany', [2]);
    taker.call(1, 'get');
    other.call(1, 'put', [item(5), 1]);
    other.call(1, 'put', [item(6), 0]);
    taker.disconnect();
    expect(ns(other.outcome(other.call(1, 'drain')))).toEqual([6, 2, 3, 5, 1, 4]);
  });

  test('go back in order also where two takers held some of each', () => {
    const { driver, taker, other } = two();
    const third = driver.guest();
    third.open(1, 'queue', 'q');
    other.call(1, 'putMany', [[1, 2, 3, 4, 5].map(item)]);
    taker.call(1, 'get');
    third.call(1, 'get');
    taker.call(1, 'get');
    third.call(1, 'get');
    taker.disconnect();
    third.disconnect();
    expect(ns(other.outcome(other.call(1, 'drain')))).toEqual([1, 2, 3, 4, 5]);
  });

  test('go to who waits, before all that comes later', () => {
    const { taker, other } = two();
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'get');
    const get = other.call(1, 'get');
    taker.disconnect();
    expect(other.outcome(get)).toEqual(item(1));
  });

  test('are counted among the unfinished all the while', () => {
    const { taker, other } = two();
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'get');
    const join = other.call(1, 'join');
    taker.disconnect();
    expect(other.outcome(join)).toBeUndefined();
    other.call(1, 'get');
    other.call(1, 'taskDone');
    expect(other.outcome(join)).toBe(null);
  });

  test('are dropped where the queue was shut down at once meanwhile', () => {
    const { taker, other } = two();
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'get');
    other.call(1, 'shutdown', [true]);
    const join = other.call(1, 'join');
    expect(other.outcome(join)).toBeUndefined();
    taker.disconnect();
    expect(other.outcome(join)).toBe(null);
    expect(other.outcome(other.call(1, 'get'))).toBe('SHUT_DOWN');
  });

  test('may fill a bounded queue beyond its bound; nobody is admitted until there is room', () => {
    const driver = new Driver();
    const [taker, other] = [driver.guest(), driver.guest()];
    for (const guest of [taker, other]) guest.open(1, 'queue', 'q', { maxSize: 1 });
    other.call(1, 'put', [item(1)]);
    taker.call(1, 'get');
    other.call(1, 'put', [item(2)]);
    const third = other.call(1, 'put', [item(3)]);
    taker.disconnect();
    expect(other.outcome(other.call(1, 'qsize'))).toBe(2);
    expect(other.outcome(other.call(1, 'get'))).toEqual(item(1));
    expect(other.outcome(third)).toBeUndefined();
    expect(other.outcome(other.call(1, 'get'))).toEqual(item(2));
    expect(other.outcome(third)).toBe(null);
  });

  test('take what they refer to back with them, intact', () => {
    const { driver, taker, other } = two();
    other.open(2, 'dict');
    other.call(1, 'put', [[item(9), [2]]]);
    other.say([ClientKind.release, 2, 1]);
    const got = taker.call(1, 'get');
    expect(taker.outcome(got)).toEqual([item(9), [[-1, expect.any(String), 'dict', null]]]);
    taker.disconnect();
    expect(census(driver)).toMatchObject({ objects: 2 });
    const [, [[handle]]] = other.outcome(other.call(1, 'get')) as [Uint8Array, [[number]]];
    expect(other.outcome(other.call(handle, 'size'))).toBe(0);
  });

  test('end with their queue if nobody has it any more, and with them what they refer to', () => {
    const driver = new Driver();
    const taker = driver.guest();
    taker.open(1, 'queue');
    taker.open(2, 'dict');
    taker.call(1, 'put', [[item(9), [2]]]);
    taker.call(1, 'get');
    // All in the dark: the client has heard nothing yet when it gives both back and dies.
    taker.say([ClientKind.release, 1, 1], [ClientKind.release, 2, 1]);
    taker.disconnect();
    expect(census(driver)).toMatchObject({ objects: 0 });
  });
});

describe('items that were acknowledged', () => {
  test('are the receiver’s: its end does not bring them back', () => {
    const { driver, taker, other } = two();
    other.call(1, 'putMany', [[1, 2].map(item)]);
    const got = taker.call(1, 'get');
    expect(taker.answersTo(got)[0]?.[0]).toBe(BrokerKind.handout);
    taker.acknowledge();
    taker.call(1, 'get');
    expect(census(driver)['unacknowledged']).toBeGreaterThan(0);
    taker.disconnect();
    expect(ns(other.outcome(other.call(1, 'drain')))).toEqual([2]);
  });

  test('no longer keep what they referred to, but for the receiver', () => {
    const { driver, taker, other } = two();
    other.open(2, 'dict');
    other.call(1, 'put', [[item(9), [2]]]);
    other.say([ClientKind.release, 2, 1]);
    taker.call(1, 'get');
    taker.acknowledge();
    expect(census(driver)).toMatchObject({ objects: 2 });
    taker.say([ClientKind.release, -1, 1]);
    expect(census(driver)).toMatchObject({ objects: 1 });
  });
});
