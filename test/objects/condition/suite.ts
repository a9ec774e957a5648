import {
  ArgumentError,
  type ConditionOptions,
  NotLockedError,
  NotOwnerError,
  OptionsConflictError,
  type SharedCondition,
  TimeoutError,
} from 'holdall';
import { describe, expect } from 'vitest';
import type { Client } from '../../harness/client.js';
import type { Door } from '../../harness/doors.js';
import { type House, type HouseTest, testThrough, waiting } from '../../harness/house.js';

/** How a condition comes by its lock. */
const lockings = ['its own lock', 'a lock', 'an rLock'] as const;
type Locking = (typeof lockings)[number];

/** Everything a condition promises, through one door. */
export function conditionSuite(door: Door): void {
  const test = testThrough(door);
  describe.each(lockings)('on %s', (locking) => waitTests(test, locking));
  lockTests(test);
}

/** Opens one condition for each of these clients. */
function conditions(house: House, locking: Locking, clients: readonly Client[]): SharedCondition[] {
  const [name, lockName] = [house.name('condition'), locking === 'its own lock' ? '' : house.name('lock')];
  return clients.map((client) => client.condition(name, optionsOf(client, locking, lockName)));
}

function optionsOf(client: Client, locking: Locking, name: string): ConditionOptions {
  if (locking === 'its own lock') return {};
  return { lock: locking === 'a lock' ? client.lock(name) : client.rLock(name) };
}

function waitTests(test: HouseTest, locking: Locking): void {
  test('is acquired and released as its lock', async ({ house }) => {
    const [a, b] = await house.clients();
    const [mine, other] = conditions(house, locking, [a, b]) as [SharedCondition, SharedCondition];
    const grant = await mine.acquire();
    expect([grant.abandoned, grant.fence.token, await other.locked()]).toEqual([false, 1, true]);
    expect(await other.tryAcquire()).toBeUndefined();
    await expect(other.acquire({ timeout: 3 })).rejects.toThrow(TimeoutError);
    await expect(other.release()).rejects.toThrow(NotOwnerError);
    await grant.release();
    await grant.release();
    await expect(mine.release()).rejects.toThrow(NotLockedError);
    expect(await other.locked()).toBe(false);
  });

  test('wakes who waits, as many as are notified, the longest first', async ({ house }) => {
    const clients = await house.clients();
    const [a, b, c] = conditions(house, locking, clients) as [SharedCondition, SharedCondition, SharedCondition];
    const woken: string[] = [];
    const wait = async (name: string, condition: SharedCondition) => {
      const grant = condition.acquire();
      expect(await condition.wait()).toBe(true);
      woken.push(name);
      await (await grant).release();
    };
    const waits = [wait('a', a)];
    expect(await waiting(clients[0])).toBe(1);
    waits.push(wait('b', b));
    expect(await waiting(clients[1])).toBe(2);
    await c.acquire();
    await c.notify();
    expect(woken).toEqual([]);
    await c.release();
    await waits[0];
    expect([woken, await waiting(clients[2])]).toEqual([['a'], 1]);
    await c.acquire();
    await c.notifyAll();
    await c.notify();
    await c.release();
    await waits[1];
    expect(woken).toEqual(['a', 'b']);
  });

  test('waits for no longer than it is to, and holds its lock again then', async ({ house }) => {
    const clients = await house.clients();
    const [a, b] = conditions(house, locking, clients.slice(0, 2)) as [SharedCondition, SharedCondition];
    const grant = await a.acquire();
    for (const timeout of [0, 3]) expect(await a.wait({ timeout })).toBe(false);
    expect([await b.tryAcquire(), await a.locked()]).toEqual([undefined, true]);
    await grant.release();
    expect(await a.locked()).toBe(false);
  });

  test('waits for its lock even when its time is over', async ({ house }) => {
    const clients = await house.clients();
    const [a, b] = conditions(house, locking, clients.slice(0, 2)) as [SharedCondition, SharedCondition];
    await a.acquire();
    const next = b.acquire();
    expect(await waiting(clients[1])).toBe(1);
    const late = a.wait({ timeout: 3 });
    const held = await next;
    await expect(b.acquire({ timeout: 10, owner: 'to let time pass' })).rejects.toThrow(TimeoutError);
    expect(await waiting(clients[1])).toBe(1);
    await held.release();
    expect(await late).toBe(false);
    await a.release();
  });

  test('is waited for and notified by its holder only', async ({ house }) => {
    const [a, b] = await house.clients();
    const [mine, other] = conditions(house, locking, [a, b]) as [SharedCondition, SharedCondition];
    for (const refused of [
      () => mine.wait(),
      () => mine.wait({ timeout: 0 }),
      () => mine.notify(),
      () => mine.notifyAll(),
    ]) {
      await expect(refused()).rejects.toThrow(NotLockedError);
    }
    const grant = await mine.acquire();
    for (const refused of [() => other.wait(), () => other.notify(2), () => other.notifyAll()]) {
      await expect(refused()).rejects.toThrow(NotOwnerError);
    }
    await mine.notify(0);
    for (const n of [-1, 1.5, '1'] as number[]) await expect(mine.notify(n)).rejects.toThrow(ArgumentError);
    await grant.release();
  });

  test('rejects with the reason of an abort when it holds its lock again', async ({ house }) => {
    const clients = await house.clients();
    const [a, b] = conditions(house, locking, clients.slice(0, 2)) as [SharedCondition, SharedCondition];
    const control = new AbortController();
    const grant = await a.acquire();
    const aborted = a.wait({ signal: control.signal });
    const held = await b.acquire();
    const reason = new RangeError('no longer');
    let isOver = false;
    const settled = aborted.then(
      () => undefined,
      (error) => {
        isOver = true;
        return error;
      },
    );
    control.abort(reason);
    expect([await waiting(clients[0]), isOver]).toEqual([1, false]);
    await held.release();
    expect(await settled).toBe(reason);
    expect(await b.tryAcquire()).toBeUndefined();
    await grant.release();
    expect(await a.locked()).toBe(false);
  });

  test('passes on the notification, and the news of it, where its receiver leaves', async ({ house }) => {
    const clients = await house.clients();
    const [a, b, c] = conditions(house, locking, clients) as [SharedCondition, SharedCondition, SharedCondition];
    const waits: Promise<unknown>[] = [];
    for (const [index, condition] of [a, b].entries()) {
      void condition.acquire();
      waits.push(condition.wait());
      expect(await waiting(clients[index] as Client)).toBe(index + 1);
    }
    const refused = expect(waits[0]).rejects.toMatchObject({ code: 'CLOSED' });
    const grant = await c.acquire();
    await c.notify();
    await clients[0].close();
    await refused;
    await grant.release();
    expect(await waits[1]).toBe(true);
    await b.release();
  });

  test('does what it is for: items go from makers to takers, none lost, none taken twice', async ({ house }) => {
    const clients = await house.clients();
    const dictName = house.name('dict');
    const [a, b, c] = conditions(house, locking, clients) as [SharedCondition, SharedCondition, SharedCondition];
    const items = clients.map((client) => client.dict<string, number>(dictName));
    const take = async (condition: SharedCondition, dict: (typeof items)[0]) => {
      const taken: number[] = [];
      for (let n = 0; n < 10; n++) {
        const grant = await condition.acquire();
        while ((await dict.size()) === 0) await condition.wait();
        taken.push((await dict.popItem())[1]);
        await grant.release();
      }
      return taken;
    };
    const taken = Promise.all([take(a, items[0] as never), take(b, items[1] as never)]);
    for (let n = 0; n < 20; n++) {
      const grant = await c.acquire();
      await items[2]?.set(`item ${n}`, n);
      await c.notify();
      await grant.release();
    }
    expect((await taken).flat().sort((x, y) => x - y)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  });
}

function lockTests(test: HouseTest): void {
  test('and its lock are held by one, through whatever proxy', async ({ house }) => {
    const [name, lockName] = [house.name('condition'), house.name('lock')];
    const [a, b] = await house.clients();
    const grant = await a.condition(name, { lock: a.rLock(lockName) }).acquire();
    expect(await b.rLock(lockName).tryAcquire()).toBeUndefined();
    const again = await a.rLock(lockName).acquire({ timeout: 0 });
    await grant.release();
    expect(await b.condition(name).tryAcquire()).toBeUndefined();
    await again.release();
    expect(await b.condition(name).locked()).toBe(false);
  });

  test('share one lock with others, and no notifications', async ({ house }) => {
    const [names, lockName] = [[house.name('c'), house.name('c')] as const, house.name('lock')];
    const [a, b] = await house.clients();
    const lock = a.lock(lockName);
    const grant = lock.acquire();
    const wait = a.condition(names[0], { lock }).wait();
    expect(await waiting(a)).toBe(1);
    const held = await b.lock(lockName).acquire();
    await b.condition(names[1], { lock: b.lock(lockName) }).notifyAll();
    expect(await waiting(b)).toBe(1);
    await b.condition(names[0]).notifyAll();
    await held.release();
    expect(await wait).toBe(true);
    await (await grant).release();
    expect(await lock.locked()).toBe(false);
  });

  test('is opened by name with the same lock only', async ({ house }) => {
    const [name, lockName] = [house.name('condition'), house.name('lock')];
    const [a, b] = await house.clients();
    await a.condition(name, { lock: a.lock(lockName) }).locked();
    await b.condition(name, { lock: b.lock(lockName) }).locked();
    await expect(b.condition(name, { lock: b.lock() }).locked()).rejects.toThrow(OptionsConflictError);
    await expect(b.condition(name, { lock: b.event() } as never).locked()).rejects.toThrow(ArgumentError);
    expect(await b.condition(name).locked()).toBe(false);
  });

  test('gives its fence to what it protects, also after a wait', async ({ house }) => {
    const [name, lockName, dictName] = [house.name('condition'), house.name('lock'), house.name('dict')];
    const [a, b] = await house.clients();
    await a.condition(name, { lock: a.lock(lockName) }).locked();
    const condition = b.condition(name);
    const grant = await condition.acquire();
    const dict = b.dict<string, number>(dictName);
    await dict.set('n', 1, { fence: grant.fence });
    await condition.wait({ timeout: 0 });
    const latest = await condition.tryAcquire();
    expect(latest).toBeUndefined();
    await grant.release();
  });
}
