/** Rounds of a barrier that follow each other, at one engine. */
import { describe, expect, test } from 'vitest';
import { Driver, type Guest } from '../../engine/driver.js';

function begin(options: Record<string, number>): { driver: Driver; guest: Guest; other: Guest } {
  const driver = new Driver();
  const [guest, other] = [driver.guest(), driver.guest()];
  for (const each of [guest, other]) each.open(1, 'barrier', 'b', options);
  return { driver, guest, other };
}

const come = (guest: Guest, count: number, action = false) =>
  Array.from({ length: count }, () => guest.call(1, 'wait', [action]));

describe('who comes while an action runs', () => {
  test('is served round by round, in the order of arrival, once it is done', () => {
    const { guest, other } = begin({ parties: 2 });
    const [first, runner] = [...come(guest, 1), ...come(other, 1, true)] as [number, number];
    const next = come(guest, 5);
    expect(other.outcome(runner)).toEqual([1, 1]);
    expect([first, ...next].map((call) => guest.outcome(call))).toEqual(Array(6).fill(undefined));
    expect(other.outcome(other.call(1, 'nWaiting'))).toBe(2);
    other.call(1, 'actionDone', [1, true]);
    const indexes = [first, ...next].map((call) => (guest.outcome(call) as [number] | undefined)?.[0]);
    expect(indexes).toEqual([0, 0, 1, 0, 1, undefined]);
    expect(other.outcome(other.call(1, 'nWaiting'))).toBe(1);
  });

  test('with an action runs that in its turn, and the others go on waiting', () => {
    const { guest, other } = begin({ parties: 2 });
    const calls = come(guest, 6, true);
    const outcomes = () => calls.map((call) => guest.outcome(call));
    const waits = undefined;
    expect(outcomes()).toEqual([waits, [1, 1], waits, waits, waits, waits]);
    guest.call(1, 'actionDone', [1, true]);
    expect(outcomes()).toEqual([[0, null], [1, 1], waits, [1, 2], waits, waits]);
    expect(other.outcome(other.call(1, 'actionDone', [2, true]))).toBe('BROKEN_BARRIER');
    expect(guest.outcome(guest.call(1, 'actionDone', [1, true]))).toBe('BROKEN_BARRIER');
    guest.call(1, 'actionDone', [2, false]);
    expect(outcomes().slice(2)).toEqual(['BROKEN_BARRIER', [1, 2], 'BROKEN_BARRIER', 'BROKEN_BARRIER']);
  });

  test('and leaves before it is over breaks nothing', () => {
    const { driver, guest, other } = begin({ parties: 2 });
    const dying = driver.guest();
    dying.open(1, 'barrier', 'b');
    const [first] = [...come(guest, 1), ...come(guest, 1, true)] as [number];
    const late = other.call(1, 'wait', [], { timeoutMs: 10 });
    const [cancelled, last] = come(other, 2) as [number, number];
    dying.call(1, 'wait');
    other.cancel(cancelled);
    dying.disconnect();
    driver.wakeUp();
    expect([late, cancelled, last].map((call) => other.outcome(call))).toEqual(['TIMEOUT', 'CANCELLED', undefined]);
    guest.call(1, 'actionDone', [1, true]);
    expect(guest.outcome(first)).toEqual([0, null]);
    expect(other.outcome(other.call(1, 'nWaiting'))).toBe(1);
  });

  test('comes to a new barrier after a reset', () => {
    const { guest, other } = begin({ parties: 2 });
    const calls = [...come(guest, 2, true), ...come(guest, 2)];
    other.call(1, 'reset');
    expect(calls.map((call) => guest.outcome(call))).toEqual(['BROKEN_BARRIER', [1, 1], [0, null], [1, null]]);
  });
});

describe('the time limit of a barrier', () => {
  test('holds for each who gives none, from its arrival', () => {
    const { driver, guest, other } = begin({ parties: 3, timeout: 50 });
    const own = guest.call(1, 'wait', [], { timeoutMs: 90 });
    driver.now += 20;
    const [given] = come(other, 1) as [number];
    driver.now += 49;
    driver.step({ kind: 'tick' });
    expect([guest.outcome(own), other.outcome(given)]).toEqual([undefined, undefined]);
    driver.wakeUp();
    expect(driver.now).toBe(1_000 + 70);
    expect([guest.outcome(own), other.outcome(given)]).toEqual(['BROKEN_BARRIER', 'BROKEN_BARRIER']);
  });

  test('of 0 lets nobody wait', () => {
    const { guest } = begin({ parties: 2, timeout: 0 });
    const [alone] = come(guest, 1) as [number];
    expect(guest.outcome(alone)).toBe('BROKEN_BARRIER');
  });
});

describe('who waited and is refused, as its fence is stale,', () => {
  /** The guest waits with a fence, the other without one; then the lock is granted again. */
  function stale(): { guest: Guest; other: Guest; waits: readonly [fenced: number, free: number] } {
    const { guest, other } = begin({ parties: 3 });
    guest.open(2, 'lock');
    guest.call(2, 'acquire');
    const waits = [guest.call(1, 'wait', [], { fence: [2, 1] }), other.call(1, 'wait')] as const;
    return { guest, other, waits };
  }

  function grantAgain(guest: Guest): void {
    guest.call(2, 'release');
    guest.call(2, 'acquire');
  }

  test.each([false, true])('breaks the barrier for all, and no action is run (with one: %s)', (action) => {
    const { guest, other, waits } = stale();
    grantAgain(guest);
    const last = other.call(1, 'wait', [action]);
    expect([guest.outcome(waits[0]), other.outcome(waits[1]), other.outcome(last)]).toEqual([
      'STALE_FENCE',
      'BROKEN_BARRIER',
      'BROKEN_BARRIER',
    ]);
    expect(other.outcome(other.call(1, 'broken'))).toBe(true);
  });

  test('breaks it also when that came about while the action ran', () => {
    const { guest, other, waits } = stale();
    other.call(1, 'wait', [true]);
    grantAgain(guest);
    const done = other.call(1, 'actionDone', [1, true]);
    expect([guest.outcome(waits[0]), other.outcome(waits[1]), other.outcome(done)]).toEqual([
      'STALE_FENCE',
      'BROKEN_BARRIER',
      'BROKEN_BARRIER',
    ]);
    expect(other.outcome(other.call(1, 'reset'))).toBeNull();
    expect(other.outcome(other.call(1, 'broken'))).toBe(false);
  });

  test('breaks it when that is found before all have come', () => {
    const { guest, other, waits } = stale();
    grantAgain(guest);
    other.call(1, 'nWaiting');
    expect([guest.outcome(waits[0]), other.outcome(waits[1])]).toEqual(['STALE_FENCE', 'BROKEN_BARRIER']);
    expect(other.outcome(other.call(1, 'broken'))).toBe(true);
  });

  test('does not break it anew when a reset sends all away', () => {
    const { guest, other, waits } = stale();
    grantAgain(guest);
    other.call(1, 'reset');
    expect([guest.outcome(waits[0]), other.outcome(waits[1])]).toEqual(['STALE_FENCE', 'BROKEN_BARRIER']);
    expect(other.outcome(other.call(1, 'broken'))).toBe(false);
  });
});
