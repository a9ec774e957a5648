import { ArgumentError, NotLockedError, SharedCondition, SharedRLock } from 'holdall';
import { expect } from 'vitest';
import { memoryDoor } from '../../harness/doors.js';
import { eventually } from '../../harness/eventually.js';
import { testThrough, waiting } from '../../harness/house.js';

/** What concerns functions, which do not travel: in one process. */
export function conditionRunTests(): void {
  const test = testThrough(memoryDoor);

  test('gives grants whose fences and releases stay right after waits', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, number>();
    for (const lock of [undefined, manager.lock(), manager.rLock()]) {
      const condition = manager.condition(undefined, lock ? { lock } : {});
      await condition.run(async (grant) => {
        const { fence } = grant;
        const before = fence.token;
        expect(await condition.wait({ timeout: 0 })).toBe(false);
        expect(fence.token).toBe(before + 1);
        await dict.set('n', 1, { fence });
        await dict.set('n', 1, { fence: grant.fence });
      });
      expect(await condition.locked()).toBe(false);
      await using grant = await condition.acquire();
      await condition.wait({ timeout: 0 });
      await dict.set('n', 1, { fence: grant.fence });
    }
  });

  test('renews the grants of its lock too', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, number>();
    for (const lock of [manager.lock(), manager.rLock()]) {
      const condition = manager.condition(undefined, { lock });
      await lock.run(async (grant) => {
        await condition.wait({ timeout: 0 });
        await dict.set('n', 1, { fence: grant.fence });
      });
      expect(await lock.locked()).toBe(false);
    }
  });

  test('is one owner with the runs of its lock, also where it has to ask which that is', async ({ house }) => {
    const [name, lockName] = [house.name(), house.name()];
    const manager = await house.manager();
    await manager.condition(name, { lock: manager.rLock(lockName) }).locked();
    const dict = manager.dict<string, number>();
    await manager.rLock(lockName).run(async (grant) => {
      await manager.rLock(lockName).run(() => manager.condition(name).wait({ timeout: 0 }));
      await dict.set('n', 1, { fence: grant.fence });
      await manager.condition(name).run(
        async (inner) => {
          await dict.set('n', 1, { fence: inner.fence });
          await manager.condition(name).notify();
        },
        { timeout: 0 },
      );
    });
    await manager.condition(name).run(() => manager.rLock(lockName).run(() => {}, { timeout: 0 }));
    expect(await manager.rLock(lockName).locked()).toBe(false);
  });

  test('gives each task back what that task gave up, though they are one owner', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, number>();
    for (const lock of [undefined, manager.lock(), manager.rLock()]) {
      const condition = manager.condition(undefined, lock ? { lock } : {});
      const first = await condition.acquire();
      const woken = condition.wait();
      const second = await condition.acquire();
      const late = condition.wait();
      const third = await condition.acquire();
      await condition.notify();
      await third.release();
      await woken;
      expect([first.fence.token, second.fence.token, third.fence.token]).toEqual([4, 2, 3]);
      await dict.set('n', 1, { fence: first.fence });
      for (const { fence } of [second, third]) {
        await expect(dict.set('n', 2, { fence })).rejects.toMatchObject({ code: 'STALE_FENCE' });
      }
      await condition.notify();
      await first.release();
      await late;
      await dict.set('n', 1, { fence: second.fence });
      await expect(dict.set('n', 2, { fence: first.fence })).rejects.toMatchObject({ code: 'STALE_FENCE' });
      await second.release();
      expect(await condition.locked()).toBe(false);
    }
  });

  test('renews a fence through whatever proxy it waits, and whatever is under way', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, number>();
    const [name, lockName] = [house.name(), house.name()];
    const grant = await manager.rLock(lockName).acquire();
    await manager.condition(name, { lock: manager.rLock(lockName) }).wait({ timeout: 0 });
    await dict.set('n', 1, { fence: grant.fence });
    const condition = manager.condition(name);
    const [, next] = await Promise.all([grant.release(), condition.acquire(), condition.wait({ timeout: 0 })]);
    await dict.set('n', 1, { fence: next.fence });
    await next.release();
    await expect(condition.wait()).rejects.toThrow(NotLockedError);
  });

  test('comes out of a value as it is', async ({ house }) => {
    const manager = await house.manager();
    const lock = manager.rLock();
    const queue = manager.queue<[SharedCondition, SharedRLock]>();
    await queue.put([manager.condition(undefined, { lock }), lock]);
    const [condition, same] = await queue.get();
    expect([condition, same]).toEqual([expect.any(SharedCondition), expect.any(SharedRLock)]);
    await condition.run(async (grant) => {
      expect(same.equals(grant.fence.lock)).toBe(true);
      await same.run(() => condition.wait({ timeout: 0 }), { timeout: 0 });
      await manager.dict().set('n', 1, { fence: grant.fence });
    });
  });

  test('waits inside of one run while others go on', async ({ house }) => {
    const manager = await house.manager();
    const condition = manager.condition();
    const seen: string[] = [];
    const waits = ['a', 'b'].map((name) =>
      condition.run(async () => {
        seen.push(`${name} waits`);
        await condition.wait();
        seen.push(`${name} goes on`);
      }),
    );
    await condition.run(async () => {
      seen.push('both are notified');
      await condition.notify(2);
    });
    await Promise.all(waits);
    expect(seen).toEqual(['a waits', 'b waits', 'both are notified', 'a goes on', 'b goes on']);
  });

  test('tells in its grant that a holder died meanwhile', async ({ house }) => {
    const name = house.name();
    const [manager, dying] = [await house.manager(), await house.manager()];
    const condition = manager.condition(name);
    await condition.run(async (grant) => {
      expect(grant.abandoned).toBe(false);
      const woken = condition.wait();
      await dying.condition(name).acquire();
      await dying.condition(name).notify();
      await dying.close();
      expect([await woken, grant.abandoned]).toEqual([true, true]);
    });
  });

  test('waits for what a predicate says', async ({ house }) => {
    const manager = await house.manager();
    const [condition, queue] = [manager.condition(), manager.queue<string>()];
    const found = condition.run(async () =>
      condition.waitFor(async () => ((await queue.qsize()) > 1 ? queue.get() : '')),
    );
    for (const item of ['first', 'second']) {
      await condition.run(async () => {
        await queue.put(item);
        await condition.notifyAll();
      });
    }
    expect(await found).toBe('first');
  });

  test('resolves to what the predicate gave last when the time for all waits is over', async ({ house }) => {
    const manager = await house.manager();
    const condition = manager.condition();
    const asked: number[] = [];
    const result = await condition.run(() => condition.waitFor(() => asked.push(0) > 99, { timeout: 5 }));
    expect(result).toBe(false);
    expect(asked.length).toBeGreaterThan(1);
    expect(await condition.run(() => condition.waitFor(() => 0 as number, { timeout: 0 }))).toBe(0);
    const failure = new Error('of the predicate');
    const fails = () => {
      throw failure;
    };
    await expect(condition.run(() => condition.waitFor(fails))).rejects.toBe(failure);
    await expect(condition.waitFor('true' as never)).rejects.toThrow(ArgumentError);
    await expect(condition.run(() => condition.waitFor(() => false, { timeout: -1 }))).rejects.toThrow(ArgumentError);
    const control = new AbortController();
    const aborted = condition.run(() => condition.waitFor(() => false, { signal: control.signal }));
    await eventually(
      async () => (await waiting(manager)) === 1,
      () => 'the run waits',
    );
    control.abort('enough');
    await expect(aborted).rejects.toBe('enough');
    expect(await condition.locked()).toBe(false);
  });
}
