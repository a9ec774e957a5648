/** A receiver's own count of its lease, on a clock that the test moves. */
import { beforeEach, describe, expect, test } from 'vitest';
import { BrokerGoneError, LimitError, StaleDeliveryError } from '../../../protocol/errors.js';
import { SessionEnd } from '../../../src/client/session-end.js';
import { Lease } from '../../../src/objects/queue/lease.js';
import { MovedClock } from '../../harness/moved-clock.js';

const LEASE_MS = 100;

let clock: MovedClock;
let sessionEnd: SessionEnd;
let lease: Lease;

beforeEach(() => {
  clock = new MovedClock();
  sessionEnd = new SessionEnd();
  lease = new Lease({ clock, onEnd: (tell) => sessionEnd.onCome(tell) }, LEASE_MS);
});

/** An answer that the test gives when it wants to. */
function answer(): { readonly call: Promise<void>; give(): void; refuse(error: Error): void } {
  let [give, refuse] = [() => {}, (_: Error) => {}];
  const call = new Promise<void>((resolve, reject) => {
    [give, refuse] = [resolve, reject];
  });
  return { call, give, refuse };
}

describe('a lease', () => {
  test('is lost when its time is over, and not before', () => {
    const { lost } = lease;
    clock.move(LEASE_MS - 1);
    expect(lost.aborted).toBe(false);
    clock.move(1);
    expect(lost.reason).toBeInstanceOf(StaleDeliveryError);
    expect(clock.timers).toBe(0);
  });

  test('costs no timer until somebody asks, and who asks late hears of it at once', () => {
    expect(clock.timers).toBe(0);
    clock.move(LEASE_MS);
    expect(lease.lost.aborted).toBe(true);
  });

  test('that is looked at is as old as the clock says, though no timer has run yet', () => {
    const { lost } = lease;
    clock.now = () => LEASE_MS;
    expect(lost.aborted).toBe(false);
    expect(lease.lost.aborted).toBe(true);
  });

  test('that is extended has the longer time when that is answered, counted from when it was asked for', async () => {
    const { lost } = lease;
    const { call, give } = answer();
    const extended = lease.extend(LEASE_MS, call);
    clock.move(50);
    give();
    await extended;
    clock.move(LEASE_MS - 51);
    expect(lost.aborted).toBe(false);
    clock.move(1);
    expect(lost.aborted).toBe(true);
  });

  test('is over at its old end where the answer to its extension has not come by then', async () => {
    const { lost } = lease;
    const { call, give } = answer();
    const extended = lease.extend(5 * LEASE_MS, call);
    clock.move(LEASE_MS);
    expect(lost.aborted).toBe(true);
    give();
    await extended;
    expect(lease.lost).toBe(lost);
  });

  test('that is made shorter is so from when it was asked for', async () => {
    const { lost } = lease;
    const { call, give } = answer();
    const extended = lease.extend(LEASE_MS / 2, call);
    clock.move(LEASE_MS / 2);
    expect(lost.aborted).toBe(true);
    give();
    await extended;
  });

  test('that is made longer and then shorter is over at the shorter end, whatever answer is missing', async () => {
    const { lost } = lease;
    const [longer, shorter] = [answer(), answer()];
    const extended = lease.extend(5 * LEASE_MS, longer.call);
    void lease.extend(LEASE_MS / 2, shorter.call);
    longer.give();
    await extended;
    clock.move(LEASE_MS / 2 - 1);
    expect(lost.aborted).toBe(false);
    clock.move(1);
    expect(lost.aborted).toBe(true);
  });

  test('that was not made shorter, as that was refused, has its old end', async () => {
    const { lost } = lease;
    const { call, refuse } = answer();
    const extended = expect(lease.extend(LEASE_MS / 2, call)).rejects.toThrow(LimitError);
    refuse(new LimitError('too much'));
    await extended;
    clock.move(LEASE_MS - 1);
    expect(lost.aborted).toBe(false);
    clock.move(1);
    expect(lost.aborted).toBe(true);
  });

  test.for([
    { error: new StaleDeliveryError('over'), isLost: true },
    { error: new LimitError('too much'), isLost: false },
  ])('whose extension is refused by $error.code is lost: $isLost', async ({ error, isLost }) => {
    const { call, refuse } = answer();
    const extended = expect(lease.extend(LEASE_MS, call)).rejects.toBe(error);
    refuse(error);
    await extended;
    expect(lease.lost.aborted).toBe(isLost);
  });

  test('of a delivery that was settled is never lost, and leaves no timer', async () => {
    const { lost } = lease;
    await lease.settle(Promise.resolve());
    expect(clock.timers).toBe(0);
    clock.move(LEASE_MS);
    sessionEnd.come(() => new BrokerGoneError('gone'));
    expect([lost.aborted, lease.lost.aborted]).toEqual([false, false]);
  });

  test('runs on while the answer that settles it is awaited', () => {
    const { lost } = lease;
    void lease.settle(answer().call);
    clock.move(LEASE_MS);
    expect(lost.aborted).toBe(true);
  });

  test('is lost with its session', () => {
    const { lost } = lease;
    sessionEnd.come(() => new BrokerGoneError('gone'));
    expect(lost.reason).toBeInstanceOf(BrokerGoneError);
  });
});
