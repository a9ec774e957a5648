/** What a rate limiter grants over time, which the test moves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StreamNumber } from '../../../protocol/messages.js';
import { census, Driver, type Guest } from '../../engine/driver.js';

interface Bucket {
  readonly rate: number;
  readonly interval: number;
  readonly burst: number;
}

function limited(bucket: Bucket): { driver: Driver; guest: Guest; acquire: Acquire } {
  const driver = new Driver();
  const guest = driver.guest();
  guest.open(1, 'rateLimiter', null, { ...bucket });
  const acquire: Acquire = (count, timeoutMs) =>
    guest.call(1, 'acquire', [count], timeoutMs === undefined ? {} : { timeoutMs });
  return { driver, guest, acquire };
}
type Acquire = (count: number, timeoutMs?: number) => StreamNumber;

/** Lets the time pass, and wakes the engine whenever it wants to be woken meanwhile. */
function pass(driver: Driver, ms: number, onWake: () => void = () => {}): void {
  const end = driver.now + ms;
  while (driver.wake !== undefined && driver.wake <= end) {
    driver.wakeUp();
    onWake();
  }
  driver.now = end;
  driver.step({ kind: 'tick' });
}

const available = (guest: Guest) => guest.outcome(guest.call(1, 'available')) as number;
const GRANTED = null;

describe('a rate limiter', () => {
  test('grants each token when it has come, and not a moment before', () => {
    const { driver, guest, acquire } = limited({ rate: 4, interval: 1_000, burst: 2 });
    expect(guest.outcome(acquire(2))).toBe(GRANTED);
    const [one, two] = [acquire(1), acquire(2)];
    expect(driver.wake).toBe(1_250);
    pass(driver, 249.999);
    // Whatever is asked of it, who waits is tried after that.
    expect(available(guest)).toBeLessThan(1);
    expect(guest.outcome(one)).toBeUndefined();
    pass(driver, 0.001);
    expect([guest.outcome(one), guest.outcome(two), driver.wake]).toEqual([GRANTED, undefined, 1_750]);
    pass(driver, 499.999);
    expect(guest.outcome(two)).toBeUndefined();
    pass(driver, 0.001);
    expect([guest.outcome(two), driver.wake]).toEqual([GRANTED, undefined]);
  });

  test('piles up no more than it holds, however long nobody takes any', () => {
    const { driver, guest, acquire } = limited({ rate: 10, interval: 1_000, burst: 3 });
    pass(driver, 1e9);
    expect(available(guest)).toBe(3);
    expect([guest.outcome(acquire(3)), guest.outcome(acquire(1, 0))]).toEqual([GRANTED, 'TIMEOUT']);
    pass(driver, 50);
    expect(available(guest)).toBeCloseTo(0.5);
    pass(driver, 1e9);
    expect(available(guest)).toBe(3);
  });

  test('grants nothing early to who comes when nobody waits', () => {
    const { driver, guest, acquire } = limited({ rate: 4, interval: 1_000, burst: 2 });
    acquire(2);
    pass(driver, 499.999);
    expect([guest.outcome(acquire(2, 0)), guest.outcome(acquire(1, 0))]).toEqual(['TIMEOUT', GRANTED]);
    pass(driver, 0.001);
    expect(guest.outcome(acquire(2, 0))).toBe('TIMEOUT');
    expect(guest.outcome(acquire(1, 0))).toBe(GRANTED);
  });

  test('is full at first, whatever the clock counts from', () => {
    const driver = new Driver();
    driver.now = -1e6;
    const guest = driver.guest();
    guest.open(1, 'rateLimiter', null, { rate: 1, burst: 3 });
    expect(available(guest)).toBe(3);
  });

  test('asks to be woken for nobody but who waits first', () => {
    const { driver, guest, acquire } = limited({ rate: 1, interval: 1_000, burst: 5 });
    acquire(5);
    expect(driver.wake).toBeUndefined();
    acquire(5, 100);
    const second = acquire(1);
    expect(driver.wake).toBe(1_100);
    pass(driver, 100);
    expect(driver.wake).toBe(2_000);
    guest.cancel(second);
    expect(driver.wake).toBeUndefined();
    guest.call(1, 'acquire', [1], { timeoutMs: 0 });
    expect(driver.wake).toBeUndefined();
  });

  test('goes on to the next in line when who waits first gives up, with all the tokens there are', () => {
    const { driver, guest, acquire } = limited({ rate: 1, interval: 1_000, burst: 5 });
    acquire(5);
    const [many, few] = [acquire(5), acquire(3)];
    pass(driver, 3_500);
    expect([guest.outcome(many), guest.outcome(few)]).toEqual([undefined, undefined]);
    guest.cancel(many);
    expect([guest.outcome(many), guest.outcome(few)]).toEqual(['CANCELLED', GRANTED]);
    expect(available(guest)).toBeCloseTo(0.5);
  });

  test('goes on to the next in line when the session of who waits first ends', () => {
    const { driver, guest } = limited({ rate: 1, interval: 1_000, burst: 2 });
    const other = driver.guest();
    for (const each of [guest, other]) each.open(2, 'rateLimiter', 'shared', { rate: 1, burst: 2 });
    guest.call(2, 'acquire', [2]);
    guest.call(2, 'acquire', [2]);
    const next = other.call(2, 'acquire', [1]);
    guest.disconnect();
    expect([other.outcome(next), driver.wake]).toEqual([undefined, 2_000]);
    driver.wakeUp();
    expect([other.outcome(next), census(driver)['waiting']]).toEqual([GRANTED, 0]);
  });
});

// ── Whatever is asked of it ──────────────────────────────────────────────────────────────────────────────────────────

interface Request {
  readonly call: StreamNumber;
  readonly count: number;
  readonly made: number;
  readonly timeoutMs: number | undefined;
  /** When it had its answer, and which. */
  answer?: { readonly at: number; readonly outcome: unknown };
}
interface Grant {
  readonly at: number;
  readonly count: number;
}

const aBucket = fc.record({
  rate: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0.1, max: 50, noNaN: true })),
  interval: fc.constantFrom(1, 7, 100, 1_000),
  burst: fc.integer({ min: 1, max: 6 }),
});
const someSteps = fc.array(
  fc.oneof(
    fc.record({
      acquire: fc.integer({ min: 1, max: 6 }),
      timeoutMs: fc.option(fc.nat({ max: 400 }), { nil: undefined }),
    }),
    fc.record({ pass: fc.oneof(fc.nat({ max: 300 }), fc.double({ min: 0, max: 50, noNaN: true })) }),
  ),
  { maxLength: 60 },
);
/** Of the times and of the tokens that are reckoned here in another way than there. */
const ROUNDING = 1e-6;

/** Carries the steps out, notes when each request was answered, and lets the last ones have their tokens. */
function requestsOf(
  bucket: Bucket,
  steps: readonly ({ acquire: number; timeoutMs: number | undefined } | { pass: number })[],
) {
  const { driver, guest, acquire } = limited(bucket);
  const requests: Request[] = [];
  const note = () => {
    for (const request of requests) {
      const outcome = guest.outcome(request.call);
      if (outcome !== undefined) request.answer ??= { at: driver.now, outcome };
    }
  };
  for (const step of steps) {
    if ('pass' in step) pass(driver, step.pass, note);
    else {
      const count = Math.min(step.acquire, bucket.burst);
      const { timeoutMs } = step;
      requests.push({ call: acquire(count, timeoutMs), count, made: driver.now, timeoutMs });
    }
    note();
  }
  while (driver.wake !== undefined) pass(driver, driver.wake - driver.now, note);
  expect(requests.every(({ answer }) => answer)).toBe(true);
  return requests as readonly Required<Request>[];
}

const grantsOf = (requests: readonly Required<Request>[]): Grant[] =>
  requests.filter(({ answer }) => answer.outcome === GRANTED).map(({ answer, count }) => ({ at: answer.at, count }));

describe('whatever is asked of it, a rate limiter', () => {
  const property = (check: (bucket: Bucket, requests: readonly Required<Request>[]) => void) =>
    fc.assert(
      fc.property(aBucket, someSteps, (bucket, steps) => check(bucket, requestsOf(bucket, steps))),
      {
        numRuns: 200,
      },
    );

  test('grants, over any time, no more than it holds and those that come in that time', () => {
    property(({ rate, interval, burst }, requests) => {
      const grants = grantsOf(requests);
      for (const [first, { at: begin }] of grants.entries()) {
        let granted = 0;
        for (const { at, count } of grants.slice(first)) {
          granted += count;
          expect(granted).toBeLessThanOrEqual(burst + (rate * (at - begin)) / interval + ROUNDING);
        }
      }
    });
  });

  test('grants first come, first served, to each as soon as the tokens are there', () => {
    property(({ rate, interval, burst }, requests) => {
      let [tokens, since] = [burst, 1_000];
      let turn = 0;
      for (const { count, made, timeoutMs, answer } of requests) {
        // Its turn begins when all before it are answered.
        turn = Math.max(turn, made);
        const readyAt = Math.max(turn, since + ((count - tokens) * interval) / rate);
        const isInTime = readyAt <= made + (timeoutMs ?? Number.POSITIVE_INFINITY) + ROUNDING;
        if (answer.outcome === GRANTED) {
          expect(isInTime).toBe(true);
          expect(Math.abs(answer.at - readyAt)).toBeLessThan(ROUNDING);
          tokens = Math.min(burst, tokens + ((answer.at - since) * rate) / interval) - count;
          since = answer.at;
        } else {
          expect(answer.outcome).toBe('TIMEOUT');
          expect(readyAt).toBeGreaterThan(made + (timeoutMs as number) - ROUNDING);
        }
        turn = Math.max(turn, answer.at);
      }
    });
  });
});
