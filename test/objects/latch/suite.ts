import { ArgumentError, OptionsConflictError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

/** Everything a latch promises, through one door. */
export function latchSuite(door: Door): void {
  const test = testThrough(door);

  test('counts down to 0 and no further', async ({ house }) => {
    const latch = (await house.manager()).latch(undefined, { count: 5 });
    expect([await latch.count(), await latch.countDown(), await latch.countDown(3)]).toEqual([5, 4, 1]);
    expect([await latch.countDown(2), await latch.countDown(), await latch.count()]).toEqual([0, 0, 0]);
  });

  test('lets all who wait go on when nothing is left, and all who come later', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const there = [a.latch(name, { count: 2 }).wait(), b.latch(name, { count: 2 }).wait({ timeout: 60_000 })];
    await waiting(a);
    expect(await waiting(b)).toBe(2);
    expect(await c.latch(name).countDown()).toBe(1);
    expect(await waiting(c)).toBe(2);
    expect(await a.latch(name).countDown()).toBe(0);
    expect(await Promise.all(there)).toEqual([true, true]);
    expect([await c.latch(name).wait(), await c.latch(name).wait({ timeout: 0 })]).toEqual([true, true]);
  });

  test('lets everybody go on that begins at 0', async ({ house }) => {
    const latch = (await house.manager()).latch(undefined, { count: 0 });
    expect(await latch.wait()).toBe(true);
  });

  test('gives false to who waits no longer', async ({ house }) => {
    const latch = (await house.manager()).latch(undefined, { count: 1 });
    expect([await latch.wait({ timeout: 0 }), await latch.wait({ timeout: 3 })]).toEqual([false, false]);
    expect(await latch.count()).toBe(1);
  });

  test('stays counted down by a client that left', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a.latch(name, { count: 2 }).countDown();
    await a.close();
    expect(await b.latch(name).count()).toBe(1);
  });

  test('needs to be told once what it counts', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await expect(a.latch(name).count()).rejects.toThrow('option count of latch is missing');
    await b.latch(name, { count: 2 }).countDown();
    expect(await c.latch(name).count()).toBe(1);
    await expect(c.latch(name, { count: 1 }).count()).rejects.toThrow(OptionsConflictError);
  });

  test.for([{}, { count: -1 }, { count: 1.5 }, { count: '1' }, { count: null }, { count: Number.NaN }] as object[])(
    'is not made with %j',
    async (options, { house }) => {
      const latch = (await house.manager()).latch(undefined, options as never);
      await expect(latch.count()).rejects.toThrow(ArgumentError);
    },
  );

  test.for([0, -1, 1.5, Number.NaN, '1', null, {}] as number[])('does not count down by %s', async (by, { house }) => {
    const latch = (await house.manager()).latch(undefined, { count: 2 });
    await expect(latch.countDown(by)).rejects.toThrow(
      'argument by of latch.countDown must be a whole number of 1 or more',
    );
    expect(await latch.count()).toBe(2);
  });
}
