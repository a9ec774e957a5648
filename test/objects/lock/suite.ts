import { ArgumentError, NotLockedError, NotOwnerError, OptionsConflictError, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

/** Everything a lock promises, through one door. */
export function lockSuite(door: Door): void {
  const test = testThrough(door);

  test('is held from acquire to release', async ({ house }) => {
    const lock = (await house.manager()).lock();
    expect(await lock.locked()).toBe(false);
    const grant = await lock.acquire();
    expect([await lock.locked(), grant.abandoned]).toEqual([true, false]);
    await grant.release();
    expect(await lock.locked()).toBe(false);
  });

  test('is granted to one at a time, first come, first served', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const grants = [];
    for (const [index, client] of clients.entries()) {
      grants.push(client.lock(name).acquire());
      expect(await waiting(client)).toBe(index);
    }
    for (const [index, granted] of grants.entries()) {
      const grant = await granted;
      expect(grant.fence.token).toBe(index + 1);
      expect(await waiting(clients[0])).toBe(2 - index);
      await grant.release();
    }
  });

  test('excludes: what is done under it is done as one', async ({ house }) => {
    const [lockName, dictName] = [house.name('lock'), house.name('dict')];
    const work = (await house.clients()).flatMap((client) => Array.from({ length: 10 }, () => client));
    await Promise.all(
      work.map(async (client) => {
        const grant = await client.lock(lockName).acquire();
        const dict = client.dict<string, number>(dictName);
        const count = (await dict.get('count')) ?? 0;
        await dict.set('count', count + 1, { fence: grant.fence });
        await grant.release();
      }),
    );
    expect(await work[0]?.dict(dictName).get('count')).toBe(30);
  });

  test('makes its holder wait for itself: it is not reentrant', async ({ house }) => {
    const lock = (await house.manager()).lock();
    const first = await lock.acquire();
    await expect(lock.acquire({ timeout: 3 })).rejects.toThrow(TimeoutError);
    const second = lock.acquire();
    await first.release();
    await (await second).release();
  });

  test('gives a token that grows with every grant', async ({ house }) => {
    const lock = (await house.manager()).lock();
    const tokens: number[] = [];
    for (let turn = 0; turn < 5; turn++) await lock.run(({ fence }) => tokens.push(fence.token));
    expect(tokens).toEqual([1, 2, 3, 4, 5]);
  });

  test('is tried for without waiting, or for a while', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const grant = await a.lock(name).tryAcquire();
    expect(grant?.fence.token).toBe(1);
    expect(await b.lock(name).tryAcquire()).toBeUndefined();
    expect(await b.lock(name).tryAcquire({ timeout: 3 })).toBeUndefined();
    await expect(b.lock(name).tryAcquire({ timeout: -1 })).rejects.toThrow(ArgumentError);
    const trying = b.lock(name).tryAcquire({ timeout: 60_000 });
    expect(await waiting(b)).toBe(1);
    await grant?.release();
    await (await trying)?.release();
  });

  test('that nobody holds cannot be released', async ({ house }) => {
    const lock = (await house.manager()).lock();
    await expect(lock.release()).rejects.toThrow(NotLockedError);
    const grant = await lock.acquire();
    await lock.release();
    await expect(lock.release()).rejects.toThrow(NotLockedError);
    await expect(lock.release(grant)).rejects.toThrow(NotLockedError);
    await (await lock.acquire()).release();
  });

  test('is released by its holder only', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const grant = await a.lock(name).acquire();
    await expect(b.lock(name).release()).rejects.toThrow(NotOwnerError);
    expect(await b.lock(name).locked()).toBe(true);
    await grant.release();
  });

  test('is not released by a grant that is over', async ({ house }) => {
    const lock = (await house.manager()).lock();
    const old = await lock.acquire();
    await lock.release();
    const grant = await lock.acquire();
    await expect(old.release()).rejects.toThrow(NotOwnerError);
    expect(await lock.locked()).toBe(true);
    await grant.release();
    await grant.release();
    expect(await lock.locked()).toBe(false);
  });

  test('is released by its own grants only, each once', async ({ house }) => {
    const manager = await house.manager();
    for (const type of ['lock', 'rLock', 'condition'] as const) {
      const [mine, other] = [manager[type](), manager[type]()];
      const [grant, another] = [await mine.acquire(), await other.acquire()];
      await expect(mine.release(another)).rejects.toThrow(ArgumentError);
      for (const forged of [Object.create(Object.getPrototypeOf(grant)), {}, null, 1]) {
        await expect(mine.release(forged)).rejects.toThrow(ArgumentError);
      }
      expect([await mine.locked(), await other.locked()]).toEqual([true, true]);
      await mine.release(grant);
      await expect(mine.release(grant)).rejects.toThrow(NotOwnerError);
      await grant.release();
      await other.release(another);
    }
  });

  test('is released by its grant also after the proxy was disposed of', async ({ house }) => {
    const [a, b] = [await house.manager(), await house.client()];
    for (const type of ['lock', 'rLock', 'condition'] as const) {
      const name = house.name(type);
      const mine = a[type](name);
      const grants = [await mine.acquire()];
      if (type === 'rLock') grants.push(await mine.acquire());
      mine[Symbol.dispose]();
      await expect(mine.locked()).rejects.toMatchObject({ code: 'CLOSED' });
      expect(await b[type](name).locked()).toBe(true);
      for (const grant of grants) await grant.release();
      for (const grant of grants) await grant.release();
      expect(await b[type](name).locked()).toBe(false);
    }
  });

  test('is held while a function runs, and released however it ends', async ({ house }) => {
    const lock = (await house.manager()).lock();
    expect(await lock.run(async () => lock.locked())).toBe(true);
    expect(await lock.run(() => 'result')).toBe('result');
    const failure = new Error('of the function');
    await expect(lock.run(() => Promise.reject(failure))).rejects.toBe(failure);
    const thrown = () => {
      throw failure;
    };
    await expect(lock.run(thrown)).rejects.toBe(failure);
    expect(await lock.locked()).toBe(false);
  });

  test('does not run the function when it is not to be had', async ({ house }) => {
    const lock = (await house.manager()).lock();
    await using _held = await lock.acquire();
    const ran: string[] = [];
    await expect(lock.run(() => ran.push('it'), { timeout: 3 })).rejects.toThrow(TimeoutError);
    expect(ran).toEqual([]);
  });

  test('is released where a grant that is used goes out of scope', async ({ house }) => {
    const lock = (await house.manager()).lock();
    {
      await using grant = await lock.acquire();
      expect(await lock.locked()).toBe(grant.fence.token === 1);
    }
    expect(await lock.locked()).toBe(false);
  });

  test('goes to the next as abandoned when its holder leaves without a release, and only to that one', async ({
    house,
  }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await a.lock(name).acquire();
    const next = b.lock(name).acquire();
    expect(await waiting(b)).toBe(1);
    await a.close();
    const grant = await next;
    expect([grant.abandoned, grant.fence.token]).toEqual([true, 2]);
    await grant.release();
    expect((await c.lock(name).acquire()).abandoned).toBe(false);
  });

  test('that was abandoned with nobody waiting says so to its next holder', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a.lock(name).acquire();
    await a.close();
    const grant = await b.lock(name).acquire();
    expect(grant.abandoned).toBe(true);
  });

  test('is not abandoned by a client who released it before it left', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await (await a.lock(name).acquire()).release();
    await a.close();
    expect((await b.lock(name).acquire()).abandoned).toBe(false);
  });

  test('that is not robust stays locked where its holder leaves, and anyone may release it', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await a.lock(name, { robust: false }).acquire();
    const next = c.lock(name).acquire();
    expect(await waiting(c)).toBe(1);
    await a.close();
    expect(await b.lock(name).locked()).toBe(true);
    await b.lock(name).release();
    expect([(await next).abandoned, (await next).fence.token]).toEqual([false, 2]);
    await b.lock(name).release(await next);
    await expect(b.lock(name).release()).rejects.toThrow(NotLockedError);
  });

  test('is opened by name with the same rule only', async ({ house }) => {
    const name = house.name();
    const client = await house.client();
    await client.lock(name).locked();
    await expect(client.lock(name, { robust: false }).acquire()).rejects.toThrow(OptionsConflictError);
    await expect(client.lock(name, { robust: 1 } as never).acquire()).rejects.toThrow(ArgumentError);
    expect(await client.lock(name, { robust: true }).locked()).toBe(false);
  });
}
