/** Messages that were handed out to a session which ends before it has them. */
import { describe, expect, test } from 'vitest';
import { ClientKind } from '../../../protocol/messages.js';
import { census, Driver, type Guest, item } from '../../engine/driver.js';

const [TOPIC, SUBSCRIPTION] = [1, 2];

function group(options: Record<string, string | number> = {}): { driver: Driver; taker: Guest; other: Guest } {
  const driver = new Driver();
  const [taker, other] = [driver.guest(), driver.guest()];
  for (const guest of [taker, other]) {
    guest.open(TOPIC, 'topic', 't');
    guest.open(SUBSCRIPTION, 'subscription', 's', { topic: TOPIC, ...options });
  }
  return { driver, taker, other };
}

const publish = (guest: Guest, ...messages: number[]) => guest.call(TOPIC, 'publishMany', [messages.map(item)]);
const left = (guest: Guest) =>
  (guest.outcome(guest.call(SUBSCRIPTION, 'nextMany', [99])) as Uint8Array[]).map(([message]) => message);

describe('messages handed out to a session that ends before it has them', () => {
  test('go back to their places', () => {
    const { taker, other } = group();
    publish(other, 1, 2, 3, 4);
    taker.call(SUBSCRIPTION, 'next');
    taker.call(SUBSCRIPTION, 'nextMany', [2]);
    publish(other, 5);
    taker.disconnect();
    expect(left(other)).toEqual([1, 2, 3, 4, 5]);
  });

  test('go to the next who waits, before all that come later', () => {
    const { taker, other } = group();
    const taken = taker.call(SUBSCRIPTION, 'next');
    const next = other.call(SUBSCRIPTION, 'next');
    publish(other, 1);
    expect([taker.outcome(taken), other.outcome(next)]).toEqual([item(1), undefined]);
    taker.disconnect();
    expect(other.outcome(next)).toEqual(item(1));
  });

  test('are gone for good once they were acknowledged', () => {
    const { taker, other } = group();
    publish(other, 1, 2);
    taker.call(SUBSCRIPTION, 'next');
    taker.acknowledge();
    taker.disconnect();
    expect(left(other)).toEqual([2]);
  });

  test('are what is lost first where the buffer filled meanwhile and is to drop the oldest', () => {
    const { taker, other } = group({ buffer: 2 });
    publish(other, 1, 2);
    taker.call(SUBSCRIPTION, 'nextMany', [2]);
    publish(other, 3, 4);
    taker.disconnect();
    expect(other.outcome(other.call(SUBSCRIPTION, 'size'))).toBe(4);
    publish(other, 5);
    expect(other.outcome(other.call(SUBSCRIPTION, 'dropped'))).toBe(3);
    expect(left(other)).toEqual([4, 5]);
  });

  test('can still be read where the subscription was closed meanwhile', () => {
    const { taker, other } = group();
    publish(other, 1);
    taker.call(SUBSCRIPTION, 'next');
    other.call(SUBSCRIPTION, 'close');
    expect(other.outcome(other.call(SUBSCRIPTION, 'next'))).toBe('SHUT_DOWN');
    taker.disconnect();
    expect(left(other)).toEqual([1]);
  });

  test('keep the objects that they refer to', () => {
    const { driver, taker, other } = group();
    other.open(3, 'queue');
    other.call(3, 'put', [item(7)]);
    other.call(TOPIC, 'publish', [[item(9), [3]]]);
    other.say([ClientKind.release, 3, 1]);
    taker.call(SUBSCRIPTION, 'next');
    taker.disconnect();
    expect(census(driver)['objects']).toBe(3);
    const [, [[handle]]] = other.outcome(other.call(SUBSCRIPTION, 'next')) as [Uint8Array, [[number]]];
    expect(other.outcome(other.call(handle, 'get'))).toEqual(item(7));
  });
});

test('an unnamed subscription ends with the session that held it, whatever it had handed out', () => {
  const driver = new Driver();
  const [taker, other] = [driver.guest(), driver.guest()];
  for (const guest of [taker, other]) guest.open(TOPIC, 'topic', 't');
  taker.open(SUBSCRIPTION, 'subscription', null, { topic: TOPIC });
  publish(other, 1, 2);
  taker.call(SUBSCRIPTION, 'next');
  expect(census(driver)['objects']).toBe(2);
  taker.disconnect();
  expect(census(driver)['objects']).toBe(1);
  expect(other.outcome(publish(other, 3))).toBe(0);
});
