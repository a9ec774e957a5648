import { ArgumentError, NotLockedError, NotOwnerError, OptionsConflictError, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

/** Everything a reentrant lock promises, through one door. */
export function rLockSuite(door: Door): void {
  const test = testThrough(door);

  test('is acquired again by who holds it, and free when it was released as often', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const [mine, other] = [a.rLock(name), b.rLock(name)];
    const grants = [await mine.acquire(), await mine.acquire(), await mine.acquire({ timeout: 0 })];
    expect(grants.map(({ fence }) => fence.token)).toEqual([1, 1, 1]);
    const next = other.acquire();
    expect(await waiting(b)).toBe(1);
    for (const grant of grants) {
      expect(await mine.locked()).toBe(true);
      expect(await waiting(b)).toBe(1);
      await grant.release();
      await grant.release();
    }
    expect((await next).fence.token).toBe(2);
    await (await next).release();
    expect(await mine.locked()).toBe(false);
  });

  test('lets its holder in again before all who wait', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const first = await a.rLock(name).acquire();
    const nexts = [b.rLock(name).acquire(), c.rLock(name).acquire()];
    expect([await waiting(b), await waiting(c)]).toContain(2);
    const again = await a.rLock(name).tryAcquire();
    expect(again?.fence.token).toBe(1);
    await again?.release();
    await first.release();
    await Promise.all(nexts.map(async (next) => (await next).release()));
  });

  test('is held by one owner of a program, and by no other', async ({ house }) => {
    const name = house.name();
    const client = await house.client();
    const lock = client.rLock(name);
    const grant = await lock.acquire({ owner: 'reader' });
    expect(await lock.tryAcquire()).toBeUndefined();
    expect(await lock.tryAcquire({ owner: 5 })).toBeUndefined();
    await expect(lock.release()).rejects.toThrow(NotOwnerError);
    await expect(lock.release(undefined, { owner: 5 })).rejects.toThrow(NotOwnerError);
    const again = await client.rLock(name).acquire({ owner: 'reader' });
    await grant.release();
    expect(await lock.locked()).toBe(true);
    await lock.release(again);
    expect(await lock.locked()).toBe(false);
    await expect(lock.release()).rejects.toThrow(NotLockedError);
  });

  test('is released by its holder only', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const grant = await a.rLock(name).acquire();
    await expect(b.rLock(name).release()).rejects.toThrow(NotOwnerError);
    await grant.release();
  });

  test('is not released by a grant that is over', async ({ house }) => {
    const lock = (await house.client()).rLock(house.name());
    const old = await lock.acquire();
    await lock.release();
    const grant = await lock.acquire();
    await expect(old.release()).rejects.toThrow(NotOwnerError);
    expect(grant.fence.token).toBe(2);
    await grant.release();
  });

  test('is released once by each grant, whichever way', async ({ house }) => {
    const manager = await house.manager();
    const lock = manager.rLock();
    const [first, second] = [await lock.acquire(), await lock.acquire()];
    await lock.release(first);
    await first.release();
    await expect(lock.release(first)).rejects.toThrow(NotOwnerError);
    expect(await lock.locked()).toBe(true);
    await second.release();
    await expect(lock.release(second)).rejects.toThrow(NotOwnerError);
    expect(await lock.locked()).toBe(false);
  });

  test('is tried for without waiting, or for a while', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const grant = await a.rLock(name).tryAcquire();
    expect(await b.rLock(name).tryAcquire()).toBeUndefined();
    expect(await b.rLock(name).tryAcquire({ timeout: 3 })).toBeUndefined();
    await expect(b.rLock(name).acquire({ timeout: 3 })).rejects.toThrow(TimeoutError);
    await expect(b.rLock(name).tryAcquire({ timeout: -1 })).rejects.toThrow(ArgumentError);
    await grant?.release();
    await (await b.rLock(name).tryAcquire())?.release();
  });

  test('protects with its fence, until it went to somebody else', async ({ house }) => {
    const [lockName, dictName] = [house.name('lock'), house.name('dict')];
    const [a, b] = await house.clients();
    const grant = await a.rLock(lockName).acquire();
    await a.rLock(lockName).acquire();
    const dict = a.dict<string, number>(dictName);
    await dict.set('n', 1, { fence: grant.fence });
    await a.rLock(lockName).release();
    await a.rLock(lockName).release();
    await dict.set('n', 2, { fence: grant.fence });
    await b.rLock(lockName).acquire();
    await expect(dict.set('n', 3, { fence: grant.fence })).rejects.toMatchObject({ code: 'STALE_FENCE' });
    expect(await dict.get('n')).toBe(2);
  });

  test('goes to the next as abandoned when its holder leaves with it', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a.rLock(name).acquire();
    await a.rLock(name).acquire();
    const next = b.rLock(name).acquire();
    expect(await waiting(b)).toBe(1);
    await a.close();
    const grant = await next;
    expect([grant.abandoned, grant.fence.token]).toEqual([true, 2]);
    const again = await b.rLock(name).acquire();
    await again.release();
    await grant.release();
    expect((await b.rLock(name).acquire()).abandoned).toBe(false);
  });

  test('that is not robust stays locked where its holder leaves', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a.rLock(name, { robust: false }).acquire();
    await a.close();
    const lock = b.rLock(name);
    expect(await lock.locked()).toBe(true);
    expect(await lock.tryAcquire()).toBeUndefined();
    await expect(lock.release()).rejects.toThrow(NotOwnerError);
    await expect(b.rLock(name, { robust: true }).locked()).rejects.toThrow(OptionsConflictError);
  });

  test('refuses what is no owner', async ({ house }) => {
    const lock = (await house.client()).rLock(house.name());
    for (const owner of ['', 1.5, 'x'.repeat(513)]) {
      await expect(lock.acquire({ owner })).rejects.toThrow(ArgumentError);
    }
    expect(await lock.locked()).toBe(false);
  });
}
