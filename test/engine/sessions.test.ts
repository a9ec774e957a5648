import { describe, expect, test } from 'vitest';
import { ClientKind } from '../../protocol/messages.js';
import { census, Driver, item } from './driver.js';

const GRACE = 10_000;

describe('a session whose connection is lost', () => {
  test('keeps its lock until its grace is over; then the next waiter has it, as abandoned', () => {
    const driver = new Driver();
    const [holder, waiter] = [driver.guest(GRACE), driver.guest()];
    for (const guest of [holder, waiter]) guest.open(1, 'lock', 'l');
    holder.call(1, 'acquire');
    const acquire = waiter.call(1, 'acquire');
    holder.disconnect();
    expect(driver.wake).toBe(driver.now + GRACE);
    driver.now += GRACE - 1;
    driver.step({ kind: 'tick' });
    expect(waiter.outcome(acquire)).toBeUndefined();
    driver.wakeUp();
    expect(waiter.outcome(acquire)).toEqual([2, true]);
    expect(holder.ended).toBe('it was not resumed within its grace');
    expect(driver.wake).toBeUndefined();
  });

  test('loses nothing when it is resumed within its grace', () => {
    const driver = new Driver();
    const [holder, waiter] = [driver.guest(GRACE), driver.guest()];
    for (const guest of [holder, waiter]) guest.open(1, 'lock', 'l');
    holder.call(1, 'acquire');
    const acquire = waiter.call(1, 'acquire');
    for (let turn = 0; turn < 3; turn++) {
      holder.disconnect();
      driver.now += GRACE - 1;
      holder.resume();
      expect(driver.wake).toBeUndefined();
    }
    driver.now += 10 * GRACE;
    driver.step({ kind: 'tick' });
    expect(waiter.outcome(acquire)).toBeUndefined();
    holder.call(1, 'release');
    expect(waiter.outcome(acquire)).toEqual([2, false]);
  });

  test('goes on waiting: what comes meanwhile is its own', () => {
    const driver = new Driver();
    const [away, other] = [driver.guest(GRACE), driver.guest()];
    for (const guest of [away, other]) guest.open(1, 'queue', 'q');
    const got = away.call(1, 'get');
    away.disconnect();
    const late = other.call(1, 'get');
    other.call(1, 'putMany', [[item(1), item(2)]]);
    expect(other.outcome(late)).toEqual(item(2));
    away.resume();
    expect(away.outcome(got)).toEqual(item(1));
  });

  test('gives back what came meanwhile when it does not come back', () => {
    const driver = new Driver();
    const [away, other] = [driver.guest(GRACE), driver.guest()];
    for (const guest of [away, other]) guest.open(1, 'queue', 'q');
    away.call(1, 'get');
    away.disconnect();
    other.call(1, 'putMany', [[item(1), item(2)]]);
    expect(other.outcome(other.call(1, 'qsize'))).toBe(1);
    driver.wakeUp();
    expect(other.outcome(other.call(1, 'drain'))).toEqual([item(1), item(2)]);
  });

  test('ends at once where it has no grace', () => {
    const driver = new Driver();
    const [holder, waiter] = [driver.guest(0), driver.guest()];
    for (const guest of [holder, waiter]) guest.open(1, 'lock', 'l');
    holder.call(1, 'acquire');
    const acquire = waiter.call(1, 'acquire');
    holder.disconnect();
    expect(waiter.outcome(acquire)).toEqual([2, true]);
  });

  test('that comes back too late is not there any more, which is told once', () => {
    const driver = new Driver();
    const guest = driver.guest(GRACE);
    guest.disconnect();
    driver.now += GRACE;
    expect(guest.resume()).toEqual([
      { kind: 'ended', session: guest.id, reason: 'it was not resumed within its grace' },
      { kind: 'wake', at: undefined },
    ]);
    expect(guest.resume()).toEqual([{ kind: 'ended', session: guest.id, reason: 'there is no such session' }]);
  });
});

describe('the end of a session', () => {
  test('takes its waiters away first, so that nothing it gives back goes to it', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) {
      each.open(1, 'lock', 'l');
      each.open(2, 'queue', 'q');
    }
    guest.call(1, 'acquire');
    guest.call(1, 'acquire');
    const acquire = other.call(1, 'acquire');
    other.call(2, 'put', [item(1)]);
    guest.call(2, 'get');
    guest.call(2, 'get');
    const get = other.call(2, 'get');
    guest.disconnect();
    expect([other.outcome(acquire), other.outcome(get)]).toEqual([[2, true], item(1)]);
  });

  test.for(['bye', 'disconnect', 'violation', 'stop'])('by %s leaves nothing of it behind', (how) => {
    const driver = new Driver();
    const guest = driver.guest();
    for (const [index, type] of ['queue', 'dict', 'lock', 'event'].entries()) guest.open(index + 1, type);
    guest.call(1, 'get');
    guest.call(4, 'wait', [], { timeoutMs: 500 });
    guest.call(3, 'acquire');
    guest.call(3, 'acquire');
    guest.call(2, 'set', [item(1), [item(9), [1, 2, 3, 4]]]);
    expect(census(driver)).toMatchObject({ sessions: 1, objects: 4, waiting: 3, references: 4 });
    if (how === 'bye') guest.say([ClientKind.bye]);
    else if (how === 'disconnect') guest.disconnect();
    else if (how === 'violation') guest.repeat(99, [ClientKind.bye]);
    else driver.step({ kind: 'stopped' });
    expect(guest.ended).toBeDefined();
    expect(census(driver)).toEqual({ sessions: 0, objects: 0, waiting: 0, references: 0, unacknowledged: 0 });
    expect(driver.wake).toBeUndefined();
  });

  test('by the stop of the broker grants nothing to those who wait', () => {
    const driver = new Driver();
    const guests = [driver.guest(), driver.guest(), driver.guest()];
    const waits = guests.map((guest, index) => {
      guest.open(1, 'lock', 'l');
      guest.open(2, 'queue', 'q');
      if (index === 0) guest.call(2, 'put', [item(1)]);
      if (index === 0) guest.call(2, 'get');
      return [guest.call(1, 'acquire'), guest.call(2, 'get')];
    });
    driver.step({ kind: 'stopped' });
    for (const [index, guest] of guests.entries()) {
      expect(guest.bye).toBe('BROKER_GONE');
      const [acquire, get] = waits[index] as [number, number];
      expect(guest.outcome(get)).toBeUndefined();
      if (index > 0) expect(guest.outcome(acquire)).toBeUndefined();
    }
  });

  test('ends a ring of containers that only it knew, also if it gave its handles back before', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'dict');
    guest.open(2, 'queue');
    guest.call(1, 'set', [item(1), [item(9), [2]]]);
    guest.call(2, 'put', [[item(9), [1, 2]]]);
    guest.say([ClientKind.release, 1, 1], [ClientKind.release, 2, 1]);
    guest.disconnect();
    expect(census(driver)).toMatchObject({ objects: 0 });
  });

  test('ends a ring that was last held by a container of others', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    other.open(1, 'dict', 'named');
    guest.open(1, 'dict', 'named');
    guest.open(2, 'dict');
    guest.call(2, 'set', [item(1), [item(9), [2]]]);
    guest.call(1, 'set', [item(1), [item(9), [2]]]);
    guest.disconnect();
    expect(census(driver)).toMatchObject({ objects: 2 });
    other.call(1, 'clear');
    other.disconnect();
    expect(census(driver)).toMatchObject({ objects: 1 });
  });
});
