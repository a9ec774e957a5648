/** Limits that are too large to reach in a test: here they are small. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { limits } from '../../protocol/limits.js';
import { census, Driver, type Guest, item } from './driver.js';

vi.mock('../../protocol/limits.js', async (original) => {
  const { limits } = await original<{ limits: object }>();
  return { limits: { ...limits, packetBytes: 2_000 } };
});

const small = {
  handles: 5,
  callsInFlight: 3,
  unacknowledgedMessages: 50,
  callBytesInFlight: 1_000,
  unacknowledgedBytes: 10_000,
  unacknowledgedBytesInAll: 15_000,
};

describe('beyond its limit', () => {
  let driver: Driver;
  beforeEach(() => {
    driver = new Driver(small);
    expect(limits.packetBytes).toBe(2_000);
  });

  test('of objects a session opens no more, and may again when it has given some back', () => {
    const guest = driver.guest();
    const opened = [1, 2, 3, 4, 5, 6].map((handle) => guest.open(handle, 'queue'));
    expect(opened.map((call) => guest.outcome(call)).indexOf('LIMIT')).toBe(5);
    expect(guest.outcome(guest.call(6, 'qsize'))).toBe('LIMIT');
    expect(guest.ended).toBeUndefined();
    guest.say([5, 6, 1], [5, 1, 1]);
    const again = guest.open(7, 'queue');
    expect(guest.outcome(again)).not.toBe('LIMIT');
    expect(census(driver)).toMatchObject({ sessions: 1, objects: 5 });
  });

  test('of objects twice over a session ends: it does not heed what it is told', () => {
    const [guest, other] = [driver.guest(), driver.guest()];
    other.open(1, 'queue', 'q');
    for (let handle = 1; handle <= 10; handle++) guest.open(handle, 'queue', 'q');
    expect(guest.ended).toBeUndefined();
    guest.open(11, 'queue', 'q');
    expect([guest.bye, other.ended]).toEqual(['LIMIT', undefined]);
  });

  test('of references a session is handed out no more, but learns what it has done', () => {
    const [full, other] = [driver.guest(), driver.guest()];
    for (const guest of [full, other]) {
      guest.open(1, 'queue', 'q');
      guest.open(2, 'dict', 'd');
    }
    other.open(3, 'event', 'e');
    for (const [handle, operation] of [
      [1, 'put'],
      [2, 'set'],
    ] as const) {
      const reference = [item(0), [3]];
      other.call(handle, operation, operation === 'put' ? [reference] : [item(0), reference]);
    }
    for (const handle of [3, 4, 5]) full.open(handle, 'queue', 'q');
    expect(full.outcome(full.call(1, 'get'))).toBe('LIMIT');
    expect(other.outcome(other.call(1, 'qsize'))).toBe(1);
    expect(full.outcome(full.call(2, 'pop', [item(0)]))).not.toBe('LIMIT');
    expect(other.outcome(other.call(2, 'size'))).toBe(0);
  });

  test('of waiting calls a session waits no more, and what it can have at once it still has', () => {
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) each.open(1, 'event', 'e');
    const waits = [1, 2, 3, 4].map(() => guest.call(1, 'wait'));
    expect(waits.map((call) => guest.outcome(call))).toEqual([undefined, undefined, undefined, 'LIMIT']);
    expect(guest.outcome(guest.call(1, 'isSet'))).toBe(false);
    const theirs = other.call(1, 'wait');
    other.call(1, 'set');
    expect([...waits.slice(0, 3).map((call) => guest.outcome(call)), other.outcome(theirs)]).toEqual(
      Array(4).fill(true),
    );
  });

  test('of bytes in waiting calls a session waits no more, until some of its calls are answered', () => {
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) each.open(1, 'queue', 'q', { maxSize: 1 });
    const put = () => guest.call(1, 'put', [new Uint8Array([0xc5, 2, 0, ...Array(512).fill(0)])]);
    expect(guest.outcome(put())).toBeNull();
    const waits = [put(), put(), put()];
    expect(waits.map((call) => guest.outcome(call))).toEqual([undefined, undefined, 'LIMIT']);
    expect(other.outcome(other.call(1, 'put', [item(0)], { timeoutMs: 0 }))).toBe('FULL');
    other.call(1, 'get');
    expect(guest.outcome(waits[0] as number)).toBeNull();
    expect(guest.outcome(put())).toBeUndefined();
    guest.cancel(waits[1] as number);
    expect(guest.outcome(put())).toBeUndefined();
    expect(guest.outcome(put())).toBe('LIMIT');
  });

  test('of unacknowledged answers a session ends, and no other', () => {
    const [slow, other] = [driver.guest(1_000), driver.guest()];
    for (const each of [slow, other]) each.open(1, 'event', 'e');
    for (let n = 0; n < 60; n++) slow.call(1, 'isSet');
    expect([slow.bye, other.ended]).toEqual(['LIMIT', undefined]);
    for (let n = 0; n < 60; n++) {
      other.call(1, 'isSet');
      other.acknowledge();
    }
    expect(other.ended).toBeUndefined();
  });

  describe('of unacknowledged bytes in all sessions together', () => {
    /** Lets each of them leave half of what one may, which is too much for all. */
    function crowd(): Guest[] {
      const guests = [1, 2, 3, 4].map(() => driver.guest());
      for (const guest of guests) {
        guest.open(1, 'value', 'v', { initial: new Uint8Array([0xc5, 3, 0xe8, ...Array(1_000).fill(0)]) });
        for (let n = 0; n < 4; n++) guest.call(1, 'get');
      }
      return guests;
    }

    test('those who leave more than a little are refused, and no other', () => {
      const guests = crowd();
      expect(guests.map(({ ended }) => ended)).toEqual(guests.map(() => undefined));
      expect(guests.map((guest) => guest.outcome(guest.call(1, 'get')))).toEqual(guests.map(() => 'OVERLOADED'));
      const other = driver.guest();
      other.open(1, 'value', 'v');
      expect(other.outcome(other.call(1, 'get'))).toBeInstanceOf(Uint8Array);
      for (const guest of guests) guest.acknowledge();
      expect(guests.map((guest) => guest.outcome(guest.call(1, 'get')))).toEqual(
        guests.map(() => expect.any(Uint8Array)),
      );
    });

    test('the one that leaves most ends when it becomes twice as much, and has given back what it held', () => {
      const guests = crowd();
      const most = guests[2] as Guest;
      const other = driver.guest();
      for (const guest of [most, other]) guest.open(2, 'lock', 'l');
      most.call(2, 'acquire');
      for (let n = 0; n < 100 && most.ended === undefined; n++) most.call(1, 'get');
      expect(guests.map(({ bye }) => bye)).toEqual([undefined, undefined, 'LIMIT', undefined]);
      expect(other.outcome(other.call(2, 'acquire'))).not.toBe('LIMIT');
      expect(census(driver)).toMatchObject({ sessions: 4 });
    });
  });

  describe('of unacknowledged bytes, where every other call is refused,', () => {
    /** Leaves more unacknowledged than it may. */
    function fill(guest: Guest): void {
      guest.open(5, 'dict');
      guest.call(5, 'set', [item(0), new Uint8Array([0xc5, 2, 0, ...Array(512).fill(0)])]);
      for (let n = 0; n < 40 && guest.outcome(guest.call(5, 'get', [item(0)])) !== 'LIMIT'; n++);
      expect(guest.outcome(guest.call(5, 'size'))).toBe('LIMIT');
    }

    const holds: Record<string, [type: string, take: string, giveBack: string, args: readonly unknown[]]> = {
      lock: ['lock', 'acquire', 'release', []],
      rLock: ['rLock', 'acquire', 'release', []],
      condition: ['condition', 'acquire', 'release', []],
      semaphore: ['semaphore', 'acquire', 'release', []],
      'read lock': ['rwLock', 'acquireRead', 'release', [1]],
      'write lock': ['rwLock', 'acquireWrite', 'release', [1]],
    };
    test.each(Object.entries(holds))('a %s is given back', (_, [type, take, giveBack, args]) => {
      const [full, other] = [driver.guest(), driver.guest()];
      for (const guest of [full, other]) guest.open(1, type, 'held');
      full.call(1, take);
      fill(full);
      expect(full.outcome(full.call(1, take, [], { timeoutMs: 0 }))).toBe('LIMIT');
      expect(full.outcome(full.call(1, giveBack, args))).toBeNull();
      expect(other.outcome(other.call(1, take === 'acquireRead' ? 'acquireWrite' : take))).not.toBeUndefined();
    });

    test.each([
      ['ack', 0],
      ['nack', 1],
    ])('a delivery is settled by %s', (settle, left) => {
      const [full, other] = [driver.guest(), driver.guest()];
      for (const guest of [full, other]) guest.open(1, 'queue', 'q');
      full.call(1, 'put', [item(7)]);
      full.call(1, 'reserve');
      fill(full);
      expect(full.outcome(full.call(1, settle, [1]))).toBeNull();
      expect(other.outcome(other.call(1, 'qsize'))).toBe(left);
    });

    test('a barrier is come to, and its action is over', () => {
      const [full, other] = [driver.guest(), driver.guest()];
      for (const guest of [full, other]) guest.open(1, 'barrier', 'b', { parties: 2 });
      const waits = other.call(1, 'wait');
      fill(full);
      expect(full.outcome(full.call(1, 'wait', [true]))).toEqual([1, 1]);
      full.call(1, 'actionDone', [1, true]);
      expect(other.outcome(waits)).toEqual([0, null]);
    });

    test('who sleeps at a condition has its lock again when it is woken', () => {
      const [full, other] = [driver.guest(), driver.guest()];
      for (const guest of [full, other]) guest.open(1, 'condition', 'c');
      full.call(1, 'acquire');
      const sleeps = full.call(1, 'wait');
      fill(full);
      other.call(1, 'acquire');
      other.call(1, 'notify');
      expect(full.outcome(sleeps)).toBeUndefined();
      other.call(1, 'release');
      expect(full.outcome(sleeps)).toEqual(['notified', 3, false]);
      expect(full.outcome(full.call(1, 'release'))).toBeNull();
    });
  });
});
