import { ArgumentError, OptionsConflictError, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

/** What semaphores promise, bounded or not, through one door. */
export function semaphoreSuite(door: Door, type: 'semaphore' | 'boundedSemaphore'): void {
  const test = testThrough(door);

  test('has one permit where nobody says how many', async ({ house }) => {
    const semaphore = (await house.manager())[type]();
    expect(await semaphore.value()).toBe(1);
    const permit = await semaphore.acquire();
    expect([await semaphore.value(), permit.count]).toEqual([0, 1]);
    await permit.release();
    expect(await semaphore.value()).toBe(1);
  });

  test('gives several permits as one, and takes them back as one, once', async ({ house }) => {
    const semaphore = (await house.manager())[type](undefined, { permits: 5 });
    const [two, three] = [await semaphore.acquire(2), await semaphore.acquire(3)];
    expect([two.count, three.count, await semaphore.value()]).toEqual([2, 3, 0]);
    await two.release();
    await two.release();
    expect(await semaphore.value()).toBe(2);
    await three.release();
    expect(await semaphore.value()).toBe(5);
  });

  test('lets in as many at a time as it has permits', async ({ house }) => {
    const [name, counters] = [house.name('semaphore'), house.name('dict')];
    const work = (await house.clients()).flatMap((client) => Array.from({ length: 8 }, () => client));
    const seen = await Promise.all(
      work.map(async (client, index) => {
        const permit = await client[type](name, { permits: 3 }).acquire();
        const inside = client.dict<number, true>(counters);
        await inside.set(index, true);
        const count = await inside.size();
        await inside.delete(index);
        await permit.release();
        return count;
      }),
    );
    expect(Math.max(...seen)).toBeLessThanOrEqual(3);
  });

  test('serves who comes first, though those behind want less', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const first = await a[type](name, { permits: 3 }).acquire(2);
    const many = b[type](name).acquire(3);
    expect(await waiting(b)).toBe(1);
    const few = c[type](name).acquire();
    expect(await waiting(c)).toBe(2);
    expect(await c[type](name).tryAcquire()).toBeUndefined();
    expect(await c[type](name).value()).toBe(1);
    await first.release();
    const granted = await many;
    expect(await waiting(c)).toBe(1);
    await granted.release();
    await (await few).release();
  });

  test('goes to those behind when the one at the head gives up', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await a[type](name, { permits: 2 }).acquire();
    const control = new AbortController();
    const many = expect(b[type](name).acquire(2, { signal: control.signal })).rejects.toThrow('enough');
    expect(await waiting(b)).toBe(1);
    const few = c[type](name).acquire();
    expect(await waiting(c)).toBe(2);
    control.abort(new Error('enough'));
    await many;
    expect((await few).count).toBe(1);
  });

  test('is tried for without waiting, or for a while', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const permit = await a[type](name, { permits: 2 }).tryAcquire(2);
    expect(permit?.count).toBe(2);
    expect(await b[type](name).tryAcquire()).toBeUndefined();
    expect(await b[type](name).tryAcquire(2, { timeout: 3 })).toBeUndefined();
    await expect(b[type](name).acquire(1, { timeout: 3 })).rejects.toThrow(TimeoutError);
    const trying = b[type](name).tryAcquire(1, { timeout: 60_000 });
    expect(await waiting(b)).toBe(1);
    await permit?.release();
    await (await trying)?.release();
  });

  test('is held while a function runs, and free however it ends', async ({ house }) => {
    const semaphore = (await house.manager())[type]();
    expect(await semaphore.run(async () => semaphore.value())).toBe(0);
    expect(await semaphore.run((permit) => permit.count)).toBe(1);
    const failure = new Error('of the function');
    await expect(semaphore.run(() => Promise.reject(failure))).rejects.toBe(failure);
    expect(await semaphore.value()).toBe(1);
  });

  test('does not run the function when there is no permit', async ({ house }) => {
    const semaphore = (await house.manager())[type]();
    await using _held = await semaphore.acquire();
    const ran: string[] = [];
    await expect(semaphore.run(() => ran.push('it'), { timeout: 3 })).rejects.toThrow(TimeoutError);
    expect(ran).toEqual([]);
  });

  test('is free where a permit that is used goes out of scope', async ({ house }) => {
    const semaphore = (await house.manager())[type](undefined, { permits: 4 });
    {
      await using permit = await semaphore.acquire(3);
      expect([permit.count, await semaphore.value()]).toEqual([3, 1]);
    }
    expect(await semaphore.value()).toBe(4);
  });

  test('has the permits back of a client that leaves with them, and gives them to who waits', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await a[type](name, { permits: 3 }).acquire(2);
    await a[type](name).acquire();
    const next = b[type](name).acquire(2);
    expect(await waiting(b)).toBe(1);
    await a.close();
    expect((await next).count).toBe(2);
    expect(await c[type](name).value()).toBe(1);
  });

  test('has back from a client that leaves what it had not given back itself', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a[type](name, { permits: 5 }).acquire(3);
    await a[type](name).release(2);
    expect(await b[type](name).value()).toBe(4);
    await a.close();
    expect(await b[type](name).value()).toBe(5);
  });

  test('that is not robust forgets who took its permits, as in Python', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a[type](name, { permits: 2, robust: false }).acquire(2);
    await a.close();
    expect(await b[type](name).value()).toBe(0);
    await b[type](name).release(2);
    expect(await b[type](name).value()).toBe(2);
  });

  test('has one number of permits under one name', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    expect(await a[type](name, { permits: 2 }).value()).toBe(2);
    await expect(b[type](name, { permits: 3 }).value()).rejects.toThrow(OptionsConflictError);
    await expect(b[type](name, { robust: false }).value()).rejects.toThrow(OptionsConflictError);
    expect(await b[type](name).value()).toBe(2);
  });

  test.for([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, {}] as number[])(
    'takes and gives no %s permits',
    async (permits, { house }) => {
      const semaphore = (await house.manager())[type](undefined, { permits: 2 });
      await expect(semaphore.acquire(permits)).rejects.toThrow(ArgumentError);
      await expect(semaphore.tryAcquire(permits)).rejects.toThrow(`argument permits of ${type}.acquire`);
      await expect(semaphore.release(permits)).rejects.toThrow(`argument permits of ${type}.release`);
      expect(await semaphore.value()).toBe(2);
    },
  );

  test.for([{ permits: -1 }, { permits: 1.5 }, { permits: '2' }, { robust: 1 }] as object[])(
    'is not made with %j',
    async (options, { house }) => {
      const semaphore = (await house.manager())[type](undefined, options);
      await expect(semaphore.value()).rejects.toThrow(ArgumentError);
    },
  );

  test('runs no function that is none', async ({ house }) => {
    const semaphore = (await house.manager())[type]();
    await expect(semaphore.run(5 as never)).rejects.toThrow(`argument fn of ${type}.run must be a function; got 5`);
    expect(await semaphore.value()).toBe(1);
  });
}
