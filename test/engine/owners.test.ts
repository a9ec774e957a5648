/** Reentrant locks, through raw calls: who is which owner, and who waits for whom. */
import { describe, expect, test } from 'vitest';
import { census, Driver, type Guest } from './driver.js';

function guests(options: Record<string, boolean> = {}): { driver: Driver; one: Guest; other: Guest } {
  const driver = new Driver();
  const [one, other] = [driver.guest(), driver.guest()];
  for (const guest of [one, other]) guest.open(1, 'rLock', 'l', options);
  return { driver, one, other };
}

const acquire = (guest: Guest, owner?: string | number) =>
  guest.call(1, 'acquire', [], owner === undefined ? {} : { owner });
const release = (guest: Guest, owner?: string | number, ...args: number[]) =>
  guest.outcome(guest.call(1, 'release', args, owner === undefined ? {} : { owner }));

describe('a reentrant lock', () => {
  test('knows the owners of one session apart, and the session as a whole from them', () => {
    const { one } = guests();
    const calls = [undefined, 'a', 'b', 1, '1'].map((owner) => [owner, acquire(one, owner)] as const);
    for (const [index, [owner, call]] of calls.entries()) {
      expect(one.outcome(call)).toEqual([index + 1, false, 1]);
      for (const [other, waiting] of calls.slice(index + 1)) {
        expect(one.outcome(waiting)).toBeUndefined();
        expect(release(one, other)).toBe('NOT_OWNER');
      }
      expect(one.outcome(acquire(one, owner))).toEqual([index + 1, false, 2]);
      expect([release(one, owner), release(one, owner)]).toEqual([null, null]);
    }
    expect(release(one)).toBe('NOT_LOCKED');
  });

  test('knows owners of one name in two sessions apart', () => {
    const { one, other } = guests();
    acquire(one, 'a');
    const waits = acquire(other, 'a');
    expect([other.outcome(waits), release(other, 'a')]).toEqual([undefined, 'NOT_OWNER']);
    release(one, 'a');
    expect(other.outcome(waits)).toEqual([2, false, 1]);
  });

  test('lets its holder in again before all who wait, and nobody else', () => {
    const { one, other } = guests();
    acquire(one);
    const waits = acquire(other);
    const asOther = acquire(one, 'another');
    expect(one.outcome(acquire(one))).toEqual([1, false, 2]);
    expect([other.outcome(waits), one.outcome(asOther)]).toEqual([undefined, undefined]);
    release(one);
    expect(other.outcome(waits)).toBeUndefined();
    release(one);
    expect([other.outcome(waits), one.outcome(asOther)]).toEqual([[2, false, 1], undefined]);
    release(other);
    expect(one.outcome(asOther)).toEqual([3, false, 1]);
  });

  test('lets in together what one owner asked for while it waited, with others between', () => {
    const { driver, one, other } = guests();
    const third = driver.guest();
    third.open(1, 'rLock', 'l');
    acquire(third);
    const first = acquire(one, 'a');
    const between = acquire(other);
    const [second, last] = [acquire(one, 'a'), acquire(one, 'a')];
    release(third);
    expect([first, second, last].map((call) => one.outcome(call))).toEqual([
      [2, false, 1],
      [2, false, 2],
      [2, false, 3],
    ]);
    expect(other.outcome(between)).toBeUndefined();
    for (let level = 0; level < 3; level++) release(one, 'a');
    expect(other.outcome(between)).toEqual([3, false, 1]);
  });

  test('has several blocking calls of one session in flight, each ended by itself', () => {
    const { driver, one, other } = guests();
    acquire(other);
    const owners = ['a', 'b', 'c', 'd'].map((owner) => acquire(one, owner));
    const late = one.call(1, 'acquire', [], { owner: 'e', timeoutMs: 5 });
    one.cancel(owners[1] as number);
    driver.wakeUp();
    release(other);
    release(one, 'a');
    expect(owners.map((call) => one.outcome(call))).toEqual([[2, false, 1], 'CANCELLED', [3, false, 1], undefined]);
    expect(one.outcome(late)).toBe('TIMEOUT');
  });

  test('is not granted to who asks with no time, though it waits for nobody’s good', () => {
    const { one, other } = guests();
    acquire(one);
    const none = other.call(1, 'acquire', [], { timeoutMs: 0 });
    expect(other.outcome(none)).toBe('TIMEOUT');
    expect(one.outcome(one.call(1, 'acquire', [], { timeoutMs: 0 }))).toEqual([1, false, 2]);
  });

  test('is released by the tokens of the present holder alone', () => {
    const { one } = guests();
    acquire(one);
    release(one);
    acquire(one);
    expect([release(one, undefined, 1), release(one, undefined, 3), release(one, undefined, 2)]).toEqual([
      'NOT_OWNER',
      'NOT_OWNER',
      null,
    ]);
  });

  test('whose holder’s session ends goes whole to the next, who learns of it', () => {
    const { one, other } = guests();
    acquire(one, 'a');
    acquire(one, 'a');
    acquire(one, 'b');
    const [waits, after] = [acquire(other), acquire(other, 'after')];
    one.disconnect();
    expect(other.outcome(waits)).toEqual([2, true, 1]);
    release(other);
    expect(other.outcome(after)).toEqual([3, false, 1]);
  });

  test('that is not robust stays with a holder whose session has ended', () => {
    const { driver, one, other } = guests({ robust: false });
    acquire(one);
    const waits = acquire(other);
    one.disconnect();
    expect([other.outcome(waits), release(other)]).toEqual([undefined, 'NOT_OWNER']);
    expect(census(driver)).toMatchObject({ sessions: 1, waiting: 1 });
  });
});
