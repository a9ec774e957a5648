/** The references through which something was acquired: kept after their proxies were disposed of, as long as it is held. */
import type { Manager, SharedSemaphore } from 'holdall';
import { describe, expect } from 'vitest';
import type { Client } from '../harness/client.js';
import { doors } from '../harness/doors.js';
import { type House, testThrough } from '../harness/house.js';

/** How many objects without a name the broker holds. */
async function unnamed(client: Client, house: House): Promise<number> {
  return (await client.census()).objects - house.names;
}

interface Grant {
  release(): Promise<void>;
}

/** Something new to acquire, and whether `release` gives it back without the grant. */
interface Case {
  readonly type: string;
  open(manager: Manager): Disposable & { acquire(): Promise<Grant>; release?(): Promise<void> };
}

const released = ['lock', 'rLock', 'condition', 'semaphore', 'boundedSemaphore'] as const;
const releasedCases = released.map((type) => ({ type, open: (manager: Manager) => manager[type]() }));
const acquiredCases: readonly Case[] = [
  ...releasedCases,
  ...(['acquireRead', 'acquireWrite'] as const).map((acquire) => ({
    type: `rwLock, by ${acquire},`,
    open(manager: Manager) {
      const lock = manager.rwLock();
      return { acquire: () => lock[acquire](), [Symbol.dispose]: () => lock[Symbol.dispose]() };
    },
  })),
];

describe.each(doors)('a proxy that was disposed of $name', (door) => {
  const test = testThrough(door);

  test.for(acquiredCases)('keeps its $type until the grant is released', async ({ open }, { house }) => {
    const manager = await house.manager();
    const object = open(manager);
    const grant = await object.acquire();
    object[Symbol.dispose]();
    await expect(object.acquire()).rejects.toMatchObject({ code: 'CLOSED' });
    expect(await unnamed(manager, house)).toBe(1);
    await grant.release();
    await grant.release();
    expect(await unnamed(manager, house)).toBe(0);
  });

  test.for(releasedCases)('keeps no $type that was released without its grant', async ({ open }, { house }) => {
    const manager = await house.manager();
    const object = open(manager);
    const grant = await object.acquire();
    await object.release();
    expect(await unnamed(manager, house)).toBe(1);
    object[Symbol.dispose]();
    expect(await unnamed(manager, house)).toBe(0);
    await expect(grant.release()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('keeps a rwLock until the lock was told to release the last grant', async ({ house }) => {
    const manager = await house.manager();
    const lock = manager.rwLock();
    const [one, other] = [await lock.acquireRead(), await lock.acquireRead()];
    lock[Symbol.dispose]();
    await lock.release(one);
    expect(await unnamed(manager, house)).toBe(1);
    await lock.release(other);
    expect(await unnamed(manager, house)).toBe(0);
  });

  test('keeps an rLock while one of its grants is left', async ({ house }) => {
    const manager = await house.manager();
    const lock = manager.rLock();
    const outer = await lock.acquire();
    await lock.acquire();
    await lock.release();
    lock[Symbol.dispose]();
    expect(await unnamed(manager, house)).toBe(1);
    await outer.release();
    expect(await unnamed(manager, house)).toBe(0);
  });

  test('keeps a lock whose release was refused', async ({ house }) => {
    const manager = await house.manager();
    const lock = manager.lock();
    const grant = await lock.acquire();
    await expect(lock.release(undefined, { timeout: -1 })).rejects.toMatchObject({ code: 'ARGUMENT' });
    lock[Symbol.dispose]();
    expect(await unnamed(manager, house)).toBe(1);
    await grant.release();
    expect(await unnamed(manager, house)).toBe(0);
  });

  test('keeps a semaphore while some permits are left, whatever proxy gave others back', async ({ house }) => {
    const manager = await house.manager();
    const [queue, semaphore] = [manager.queue<SharedSemaphore>(), manager.semaphore(undefined, { permits: 5 })];
    await queue.put(semaphore);
    using received = await queue.get();
    queue[Symbol.dispose]();
    const three = await semaphore.acquire(3);
    await semaphore.acquire(2);
    await received.release(2);
    semaphore[Symbol.dispose]();
    expect([await received.value(), await unnamed(manager, house)]).toEqual([2, 1]);
    await three.release();
    expect(await received.value()).toBe(5);
    received[Symbol.dispose]();
    expect(await unnamed(manager, house)).toBe(0);
  });
});
