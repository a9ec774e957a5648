import { ArgumentError, OptionsConflictError, TimeoutError, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { type HouseTest, testThrough, waiting } from '../../harness/house.js';

/** A token comes once in thirty thousand years: in these tests time does not matter. */
const never = { rate: 1e-6, interval: 1e12 };

/** Everything a rate limiter promises that does not need the time to be moved, through one door. */
export function rateLimiterSuite(door: Door): void {
  const test = testThrough(door);
  takingTests(test);
  optionTests(test);
}

function takingTests(test: HouseTest): void {
  test('is full at first, and gives what it has at once', async ({ house }) => {
    const limiter = (await house.manager()).rateLimiter(undefined, { ...never, burst: 4 });
    expect(await limiter.available()).toBe(4);
    await limiter.acquire();
    await limiter.acquire(2);
    expect(await limiter.available()).toBeCloseTo(1);
    expect([await limiter.tryAcquire(2), await limiter.tryAcquire(), await limiter.tryAcquire()]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('lets those wait for whom it has too few, and takes nothing from it when they give up', async ({ house }) => {
    const limiter = (await house.manager()).rateLimiter(undefined, { ...never, burst: 3 });
    await limiter.acquire();
    await expect(limiter.acquire(3, { timeout: 0 })).rejects.toThrow(TimeoutError);
    await expect(limiter.acquire(3, { timeout: 3 })).rejects.toThrow(TimeoutError);
    expect(await limiter.tryAcquire(3, { timeout: 3 })).toBe(false);
    expect(await limiter.available()).toBeCloseTo(2);
    expect(await limiter.tryAcquire(2)).toBe(true);
  });

  test('is full again after a reset, which lets those in who wait', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const open = (client: typeof a) => client.rateLimiter(name, { ...never, burst: 2 });
    await open(a).acquire(2);
    const granted = [open(b).acquire(), open(c).acquire(1, { timeout: 60_000 })];
    await waiting(b);
    expect(await waiting(c)).toBe(2);
    await open(a).reset();
    await Promise.all(granted);
    expect(await open(a).tryAcquire()).toBe(false);
    await open(a).reset();
    expect(await open(a).available()).toBe(2);
  });

  test('lets nobody overtake who waits for more', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const open = (client: typeof a) => client.rateLimiter(name, { ...never, burst: 3 });
    await open(a).acquire(2);
    const giveUp = new AbortController();
    const many = expect(open(b).acquire(2, { signal: giveUp.signal })).rejects.toBe('enough');
    expect(await waiting(b)).toBe(1);
    expect(await open(c).tryAcquire(1)).toBe(false);
    const few = open(c).acquire(1);
    expect(await waiting(c)).toBe(2);
    giveUp.abort('enough');
    await many;
    await few;
  });

  test('refuses at once what it can never grant, also behind others, and keeps the order', async ({ house }) => {
    const limiter = (await house.manager()).rateLimiter(undefined, { ...never, burst: 3 });
    await limiter.acquire(2);
    const first = limiter.acquire(3);
    await expect(limiter.tryAcquire(4)).rejects.toThrow(ValueError);
    await expect(limiter.acquire(4)).rejects.toThrow(ValueError);
    expect(await limiter.tryAcquire()).toBe(false);
    await limiter.reset();
    await first;
  });

  test('never grants more than it can hold', async ({ house }) => {
    const limiter = (await house.manager()).rateLimiter(undefined, { ...never, burst: 3 });
    await expect(limiter.acquire(4)).rejects.toThrow(ValueError);
    await expect(limiter.tryAcquire(4)).rejects.toThrow('holds at most 3');
    expect(await limiter.available()).toBe(3);
  });

  test('refuses counts that are no whole number from 1, and is as before', async ({ house }) => {
    const limiter = (await house.manager()).rateLimiter(undefined, { ...never, burst: 3 });
    for (const count of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, {}] as number[]) {
      await expect(limiter.acquire(count)).rejects.toThrow(ArgumentError);
      await expect(limiter.tryAcquire(count)).rejects.toThrow(ArgumentError);
    }
    expect(await limiter.available()).toBe(3);
  });
}

function optionTests(test: HouseTest): void {
  test('holds as many tokens as come in an interval, and one at least, when nobody says', async ({ house }) => {
    const manager = await house.manager();
    const bursts = [0.5, 1, 2.9, 1_000].map((rate) => manager.rateLimiter(undefined, { rate, interval: 1e12 }));
    expect(await Promise.all(bursts.map((limiter) => limiter.available()))).toEqual([1, 1, 2, 1_000]);
  });

  test('is opened by its name alone where it exists', async ({ house }) => {
    const [manager, name] = [await house.manager(), house.name()];
    await expect(manager.rateLimiter(name).acquire()).rejects.toThrow('option rate of rateLimiter is missing');
    await manager.rateLimiter(name, { ...never, burst: 3 }).acquire();
    expect(await manager.rateLimiter(name).tryAcquire(2)).toBe(true);
    await expect(manager.rateLimiter(name, { rate: 2 }).acquire()).rejects.toThrow(OptionsConflictError);
    await expect(manager.rateLimiter(name, { ...never, burst: 4 }).acquire()).rejects.toThrow(OptionsConflictError);
  });

  const wrongOptions: readonly Record<string, unknown>[] = [
    {},
    { rate: 0 },
    { rate: -1 },
    { rate: 1e-7 },
    { rate: 2e9 },
    { rate: Number.NaN },
    { rate: Number.POSITIVE_INFINITY },
    { rate: '5' },
    { rate: 1, interval: 0 },
    { rate: 1, interval: -1 },
    { rate: 1, interval: 2e12 },
    { rate: 1, interval: Number.NaN },
    { rate: 1, interval: '1s' },
    { rate: 1, burst: 0 },
    { rate: 1, burst: 1.5 },
    { rate: 1, burst: Number.POSITIVE_INFINITY },
  ];
  test.for(wrongOptions)('is not made with the options %j', async (options, { house }) => {
    const manager = await house.manager();
    const limiter = manager.rateLimiter(undefined, options as never);
    await expect(limiter.acquire()).rejects.toThrow(ArgumentError);
    await expect(limiter.available()).rejects.toThrow('rate');
    expect(await manager.numberOfObjects()).toBe(house.names);
  });
}
