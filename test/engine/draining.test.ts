import { describe, expect, test } from 'vitest';
import { Driver, item } from './driver.js';

const isDrained = (driver: Driver) =>
  driver.history.flatMap(({ effects }) => effects).filter(({ kind }) => kind === 'drained').length;

describe('an engine that is draining', () => {
  test('is drained at once where nobody waits and nobody holds anything', () => {
    const driver = new Driver();
    driver.guest().open(1, 'queue', 'q');
    driver.step({ kind: 'draining' });
    expect(isDrained(driver)).toBe(1);
  });

  test('refuses calls that would have to wait, and serves all others', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue', 'q');
    driver.step({ kind: 'draining' });
    const refused = guest.call(1, 'get');
    const late = guest.call(1, 'get', [], { timeoutMs: 0 });
    const put = guest.call(1, 'put', [item(1)]);
    const get = guest.call(1, 'get');
    expect([refused, late, put, get].map((call) => guest.outcome(call))).toEqual([
      'BROKER_GONE',
      'EMPTY',
      null,
      item(1),
    ]);
  });

  test('lets those who wait already be served, and is drained when the last of them is', () => {
    const driver = new Driver();
    const [taker, giver] = [driver.guest(), driver.guest()];
    for (const guest of [taker, giver]) guest.open(1, 'queue', 'q');
    const get = taker.call(1, 'get');
    driver.step({ kind: 'draining' });
    expect(isDrained(driver)).toBe(0);
    giver.call(1, 'put', [item(1)]);
    expect([taker.outcome(get), isDrained(driver)]).toEqual([item(1), 1]);
  });

  test('is drained only when what was held is given back', () => {
    const driver = new Driver();
    const [holder, other] = [driver.guest(), driver.guest()];
    for (const guest of [holder, other]) guest.open(1, 'lock', 'l');
    holder.call(1, 'acquire');
    driver.step({ kind: 'draining' });
    expect(other.outcome(other.call(1, 'acquire'))).toBe('BROKER_GONE');
    expect(isDrained(driver)).toBe(0);
    holder.call(1, 'release');
    expect(isDrained(driver)).toBe(1);
  });

  test('is drained when the last who waited has run out of time, or is gone', () => {
    const driver = new Driver();
    const [late, gone] = [driver.guest(), driver.guest()];
    for (const guest of [late, gone]) guest.open(1, 'queue', 'q');
    late.call(1, 'get', [], { timeoutMs: 500 });
    gone.call(1, 'get');
    driver.step({ kind: 'draining' });
    gone.disconnect();
    expect(isDrained(driver)).toBe(0);
    driver.wakeUp();
    expect(isDrained(driver)).toBe(1);
  });

  test('lets one that sleeps at a condition take its lock again, for which it may have to wait', () => {
    const driver = new Driver();
    const [sleeper, waker] = [driver.guest(), driver.guest()];
    for (const guest of [sleeper, waker]) guest.open(1, 'condition', 'c');
    sleeper.call(1, 'acquire');
    const wait = sleeper.call(1, 'wait');
    waker.call(1, 'acquire');
    driver.step({ kind: 'draining' });
    waker.call(1, 'notify', [1]);
    expect(sleeper.outcome(wait)).toBeUndefined();
    waker.call(1, 'release');
    expect(sleeper.outcome(wait)).toBeDefined();
    sleeper.call(1, 'release');
    expect(isDrained(driver)).toBe(1);
  });

  test('gives one that would begin to sleep at a condition its lock back, and refuses it', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'condition', 'c');
    guest.call(1, 'acquire');
    driver.step({ kind: 'draining' });
    const wait = guest.call(1, 'wait');
    const release = guest.call(1, 'release');
    expect([guest.outcome(wait), guest.outcome(release)]).toEqual([expect.anything(), null]);
    expect(isDrained(driver)).toBe(1);
  });

  test('can be stopped before it is drained', () => {
    const driver = new Driver();
    const guests = [driver.guest(), driver.guest()] as const;
    for (const guest of guests) guest.open(1, 'queue', 'q');
    const gets = guests.map((guest) => guest.call(1, 'get'));
    driver.step({ kind: 'draining' });
    driver.step({ kind: 'stopped' });
    expect(guests.map(({ bye }) => bye)).toEqual(['BROKER_GONE', 'BROKER_GONE']);
    expect(gets.map((get, index) => guests[index]?.outcome(get))).toEqual([undefined, undefined]);
  });
});
