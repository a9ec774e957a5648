import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Carrier, makeCall } from '../../src/client/caller.js';
import { PATIENCE_MS, Patience } from '../../src/client/patience.js';
import type { Awaited } from '../../src/client/session.js';
import { systemClock } from '../../src/clock.js';
import { conditionOperations } from '../../src/objects/condition/operations.js';
import type { Operation } from '../../src/objects/operation.js';

describe('a client’s patience with its broker', () => {
  let watched: { earliestDeadline: number | undefined; received: number };
  let lost: number;
  let patience: Patience;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
    watched = { earliestDeadline: undefined, received: 0 };
    lost = 0;
    patience = new Patience(systemClock, watched, () => lost++);
  });
  afterEach(() => {
    patience.stop();
    vi.useRealTimers();
  });

  function expectBy(ms: number): void {
    const deadline = performance.now() + ms;
    watched.earliestDeadline = Math.min(deadline, watched.earliestDeadline ?? deadline);
    patience.expectBy(deadline);
  }

  test('ends so long after the time of a call is over that it left unanswered', () => {
    expectBy(500);
    vi.advanceTimersByTime(500 + PATIENCE_MS - 1);
    expect(lost).toBe(0);
    vi.advanceTimersByTime(2);
    expect(lost).toBe(1);
  });

  test('is measured by the earliest of the calls', () => {
    expectBy(60_000);
    expectBy(100);
    expectBy(30_000);
    vi.advanceTimersByTime(100 + PATIENCE_MS + 1);
    expect(lost).toBe(1);
  });

  test('begins anew with each word of the broker', () => {
    expectBy(100);
    vi.advanceTimersByTime(PATIENCE_MS);
    watched.received++;
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(lost).toBe(0);
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(lost).toBe(1);
  });

  test('has no end where every call was answered', () => {
    expectBy(100);
    watched.earliestDeadline = undefined;
    vi.advanceTimersByTime(10 * PATIENCE_MS);
    expect([lost, vi.getTimerCount()]).toEqual([0, 0]);
  });

  test('waits for calls of a time longer than a timer runs', () => {
    const months = 2 ** 33;
    expectBy(months);
    vi.advanceTimersByTime(2 ** 31);
    expect(lost).toBe(0);
    vi.advanceTimersByTime(months + PATIENCE_MS - 2 ** 31 + 1);
    expect(lost).toBe(1);
  });

  test('keeps no timer for a session that is over', () => {
    expectBy(100);
    patience.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the time by which a call is answered', () => {
  const deadlineOf = (operation: Operation): number | undefined => {
    let deadline: number | undefined;
    const ask = (_message: unknown, awaited: Awaited) => {
      deadline = awaited.deadline;
      return 1;
    };
    // All that a call without arguments uses of its session.
    const carrier = { connection: { clock: systemClock, checkOpen: () => {}, ask } } as unknown as Carrier;
    void makeCall(carrier, { handle: 1, type: 'condition', operationName: 'its name', operation }, [], { timeout: 5 });
    return deadline;
  };

  test('is that of its limit, but where it first takes its lock back', () => {
    expect(deadlineOf(conditionOperations.acquire)).toEqual(expect.any(Number));
    expect(deadlineOf(conditionOperations.wait)).toBeUndefined();
  });
});
