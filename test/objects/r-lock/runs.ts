import { once } from 'node:events';
import { ArgumentError, type LockGrant, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import { memoryDoor } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

/** What concerns functions, which do not travel: in one process. */
export function runTests(): void {
  const test = testThrough(memoryDoor);

  test('holds the lock while its function runs, however that ends', async ({ house }) => {
    const lock = (await house.manager()).rLock();
    expect(await lock.run(async () => lock.locked())).toBe(true);
    expect(await lock.run(() => 'result')).toBe('result');
    const failure = new Error('of the function');
    await expect(lock.run(() => Promise.reject(failure))).rejects.toBe(failure);
    const thrown = () => {
      throw failure;
    };
    await expect(lock.run(thrown)).rejects.toBe(failure);
    await expect(lock.run('no function' as never)).rejects.toThrow(ArgumentError);
    expect(await lock.locked()).toBe(false);
  });

  test('excludes other runs of the same program', async ({ house }) => {
    const lock = (await house.manager()).rLock();
    const seen: string[] = [];
    const run = (name: string) =>
      lock.run(async () => {
        seen.push(`${name} in`);
        await lock.locked();
        seen.push(`${name} out`);
      });
    await Promise.all(['a', 'b', 'c'].map(run));
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  });

  test('is one owner, whatever it calls and through whatever proxy', async ({ house }) => {
    const name = house.name();
    const manager = await house.manager();
    const lock = manager.rLock(name);
    const inner = async (): Promise<string> => {
      await using _again = await manager.rLock(name).acquire({ timeout: 0 });
      return await lock.run((grant) => `token ${grant.fence.token}`, { timeout: 0 });
    };
    expect(await lock.run(() => inner())).toBe('token 1');
    expect(await lock.locked()).toBe(false);
  });

  test('is another owner than who acquired outside, and than a run that began inside of another lock’s', async ({
    house,
  }) => {
    const manager = await house.manager();
    const [outer, lock] = [manager.rLock(), manager.rLock()];
    {
      await using _held = await lock.acquire();
      await expect(lock.run(() => {}, { timeout: 3 })).rejects.toThrow(TimeoutError);
    }
    await outer.run(async () => {
      const both: string[] = [];
      const run = (name: string) =>
        lock.run(async () => {
          both.push(name);
          await outer.run(() => lock.run(() => {}));
          both.push(name);
        });
      await Promise.all([run('a'), run('b')]);
      expect(both).toEqual(['a', 'a', 'b', 'b']);
    });
    expect([await outer.locked(), await lock.locked()]).toEqual([false, false]);
  });

  test('has no part in what it leaves behind: that is outside of it when it is over', async ({ house }) => {
    const manager = await house.manager();
    const [outer, lock] = [manager.rLock(), manager.rLock()];
    const seen: string[] = [];
    const work = (name: string) =>
      lock.run(async () => {
        seen.push(name);
        await lock.locked();
        seen.push(name);
      });
    const over = new AbortController();
    const isOver = once(over.signal, 'abort');
    await outer.run(async () => {
      let left: Promise<unknown> = Promise.resolve();
      await lock.run(() => {
        left = isOver.then(() => Promise.all([work('a'), work('b'), outer.run(() => {}, { timeout: 0 })]));
      });
      over.abort();
      await left;
    });
    expect(seen).toEqual(['a', 'a', 'b', 'b']);
  });

  test('is no owner of another manager’s, which is another session', async ({ house }) => {
    const name = house.name();
    const [manager, other] = [await house.manager(), await house.manager()];
    await manager.rLock(name).run(async () => {
      expect(await other.rLock(name).tryAcquire()).toBeUndefined();
      await other.rLock().run(() => {});
    });
  });

  test('is the owner that its options name, and so is what it calls', async ({ house }) => {
    const lock = (await house.manager()).rLock();
    await lock.run(
      async () => {
        await lock.release(await lock.acquire({ timeout: 0 }));
        expect(await lock.tryAcquire({ owner: 'somebody else' })).toBeUndefined();
        await lock.run(() => {}, { timeout: 0, owner: 'me' });
      },
      { owner: 'me' },
    );
    await using mine = await lock.acquire({ owner: 'me' });
    await lock.run(() => {}, { owner: 'me', timeout: 0 });
    expect(mine.fence.token).toBe(2);
  });

  test('gives grants that are released by their owner, wherever that is done', async ({ house }) => {
    const lock = (await house.manager()).rLock();
    let taken: LockGrant | undefined;
    await lock.run(async () => {
      taken = await lock.acquire();
    });
    expect(await lock.locked()).toBe(true);
    const next = lock.acquire();
    expect(await waiting(await house.manager())).toBe(1);
    await taken?.release();
    await (await next).release();
  });

  test('does not run where the lock is not to be had', async ({ house }) => {
    const lock = (await house.manager()).rLock();
    await using _held = await lock.acquire();
    const ran: string[] = [];
    await expect(lock.run(() => ran.push('it'), { timeout: 3 })).rejects.toThrow(TimeoutError);
    expect(ran).toEqual([]);
  });

  test('calls in the order in which the program does', async ({ house }) => {
    const manager = await house.manager();
    const [lock, queue] = [manager.rLock(), manager.queue<string>()];
    const grant = lock.acquire();
    const locked = lock.locked();
    const put = queue.put('after');
    expect([await locked, await put, (await grant).fence.token]).toEqual([true, undefined, 1]);
    await (await grant).release();
  });
}
