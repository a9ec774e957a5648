/** What one act costs does not grow with what waits, is stored or is known: counted, not timed. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ClientKind } from '../../protocol/messages.js';
import { HostedObject } from '../../src/engine/hosted-object.js';
import { Tally } from '../../src/engine/tally.js';
import { QueueState } from '../../src/objects/queue/state.js';
import { Driver, type Guest, item } from './driver.js';

afterEach(() => void vi.restoreAllMocks());

const MANY = 10_000;

describe('of 10,000 who wait in one line', () => {
  function crowd(): { driver: Driver; putter: Guest; waiter: Guest; calls: number[] } {
    const driver = new Driver();
    const [putter, waiter] = [driver.guest(), driver.guest()];
    for (const guest of [putter, waiter]) guest.open(1, 'queue', 'q');
    const calls = Array.from({ length: MANY }, (_, n) =>
      waiter.call(1, 'get', [], n % 2 ? { timeoutMs: 1_000 + n } : {}),
    );
    return { driver, putter, waiter, calls };
  }

  test('an item is tried on a few at the head of the line', () => {
    const { putter, waiter, calls } = crowd();
    const tried = vi.spyOn(QueueState.prototype, 'get');
    for (let n = 0; n < 100; n++) putter.call(1, 'put', [item(n)]);
    // On the first, who has it, and twice on the next, as the queue has changed twice.
    expect(tried).toHaveBeenCalledTimes(300);
    expect(calls.slice(0, 100).map((call) => waiter.outcome(call))).toEqual(
      Array.from({ length: 100 }, (_, n) => item(n)),
    );
  });

  test('those who give up, or whose time is over, leave without a trial of the others', () => {
    const { driver, waiter, calls } = crowd();
    const tried = vi.spyOn(QueueState.prototype, 'get');
    for (const call of calls.slice(-100)) waiter.cancel(call);
    driver.now += 1_100;
    driver.wakeUp();
    expect(calls.filter((call) => waiter.outcome(call) === 'TIMEOUT' || waiter.outcome(call) === 'EMPTY')).toHaveLength(
      50,
    );
    // The head, once after each of them.
    expect(tried.mock.calls.length).toBeLessThanOrEqual(151);
  });

  test('all leave at once with their session, and those of others get what comes', () => {
    const { putter, waiter } = crowd();
    const own = putter.call(1, 'get');
    const tried = vi.spyOn(QueueState.prototype, 'get');
    waiter.disconnect();
    expect(tried).toHaveBeenCalledTimes(1);
    putter.call(1, 'put', [item(7)]);
    expect(putter.outcome(own)).toEqual(item(7));
  });
});

test('a session that ends has nothing looked through that is stored in what it knew', () => {
  const driver = new Driver();
  const [owner, visitor] = [driver.guest(), driver.guest()];
  owner.open(1, 'dict', 'registry');
  owner.open(2, 'list');
  owner.call(1, 'set', [item(1), [item(0), [2]]]);
  for (let handle = 3; handle < 1_000; handle++) {
    owner.open(handle, 'queue');
    owner.call(2, 'push', [[[item(0), [handle]]]]);
  }
  owner.say([ClientKind.release, 2, 1]);
  visitor.open(1, 'dict', 'registry');
  visitor.call(1, 'get', [item(1)]);
  visitor.acknowledge();
  const looked = vi.spyOn(Tally.prototype, Symbol.iterator);
  visitor.disconnect();
  expect(looked).toHaveBeenCalledTimes(1);
});

test('a call has no object tried but its own, however many there are where others wait', () => {
  const driver = new Driver();
  const guest = driver.guest();
  for (let handle = 1; handle <= 1_000; handle++) {
    guest.open(handle, 'event');
    guest.call(handle, 'wait');
  }
  const asked = vi.spyOn(HostedObject.prototype, 'lines', 'get');
  guest.call(1, 'set');
  guest.say([ClientKind.release, 1_000, 1]);
  expect(asked).toHaveBeenCalledTimes(2);
});
