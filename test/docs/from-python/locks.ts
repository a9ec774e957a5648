import { BrokenBarrierError, NotLockedError, NotOwnerError, TimeoutError, ValueError } from 'holdall';
import { expect } from 'vitest';
import { waiting } from '../../harness/house.js';
import type { Checks } from './rows.js';

const atOnce = { timeout: 0 };

const lockChecks: Checks = {
  async 'Lock.acquire'(manager, another) {
    const name = 'Lock.acquire';
    const other = (await another()).lock(name);
    const grant = await manager.lock(name).tryAcquire();
    expect(grant?.abandoned).toBe(false);
    expect(await other.tryAcquire({ timeout: 1 })).toBeUndefined();
    await expect(other.acquire(atOnce)).rejects.toThrow(TimeoutError);
  },
  async 'Lock.release'(manager, another) {
    const lock = manager.lock('Lock.release');
    await expect(lock.release()).rejects.toThrow(NotLockedError);
    const other = await another();
    await other.lock('Lock.release').acquire();
    await expect(lock.release()).rejects.toThrow(NotOwnerError);
    await other.close();
    expect((await lock.acquire()).abandoned).toBe(true);
    const pythons = manager.lock('Lock.release, as in Python', { robust: false });
    await (await another()).lock('Lock.release, as in Python').acquire();
    await pythons.release();
  },
  async 'Lock.locked'(manager) {
    const lock = manager.lock();
    expect(await lock.locked()).toBe(false);
    await lock.acquire();
    expect(await lock.locked()).toBe(true);
  },
  async 'RLock.acquire'(manager, another) {
    const lock = manager.rLock('RLock.acquire');
    await lock.acquire();
    await lock.acquire(atOnce);
    expect(await (await another()).rLock('RLock.acquire').tryAcquire({ timeout: 1 })).toBeUndefined();
    expect(await lock.tryAcquire({ owner: 'another thread' })).toBeUndefined();
  },
  async 'RLock.release'(manager, another) {
    const lock = manager.rLock('RLock.release');
    await lock.acquire();
    await lock.acquire();
    await expect((await another()).rLock('RLock.release').release()).rejects.toThrow(NotOwnerError);
    await lock.release();
    expect(await lock.locked()).toBe(true);
    await lock.release();
    expect(await lock.locked()).toBe(false);
    await expect(lock.release()).rejects.toThrow(NotLockedError);
  },
  async 'RLock.locked'(manager) {
    const lock = manager.rLock();
    await lock.acquire();
    expect(await lock.locked()).toBe(true);
  },
  async 'with lock:'(manager) {
    const lock = manager.lock();
    {
      await using _grant = await lock.acquire();
      expect(await lock.locked()).toBe(true);
    }
    expect(await lock.run(() => lock.locked())).toBe(true);
    expect(await lock.locked()).toBe(false);
  },
};

const semaphoreChecks: Checks = {
  async 'Semaphore.acquire'(manager) {
    const semaphore = manager.semaphore(undefined, { permits: 3 });
    await semaphore.acquire(2);
    expect(await semaphore.tryAcquire(2, { timeout: 1 })).toBeUndefined();
    await expect(semaphore.acquire(2, atOnce)).rejects.toThrow(TimeoutError);
    expect(await semaphore.tryAcquire()).toBeDefined();
  },
  async 'Semaphore.release'(manager, another) {
    const semaphore = manager.semaphore('Semaphore.release', { permits: 1 });
    await semaphore.release(2);
    expect(await semaphore.value()).toBe(3);
    const other = await another();
    await other.semaphore('Semaphore.release').acquire(3);
    await other.close();
    expect(await semaphore.value()).toBe(3);
  },
  async 'BoundedSemaphore.acquire'(manager) {
    const semaphore = manager.boundedSemaphore(undefined, { permits: 1 });
    await semaphore.acquire();
    expect(await semaphore.tryAcquire(1, { timeout: 1 })).toBeUndefined();
  },
  async 'BoundedSemaphore.release'(manager) {
    const semaphore = manager.boundedSemaphore(undefined, { permits: 1 });
    await semaphore.acquire();
    await semaphore.release();
    await expect(semaphore.release()).rejects.toThrow(ValueError);
  },
};

const conditionChecks: Checks = {
  async Condition(manager) {
    const lock = manager.lock();
    const condition = manager.condition(undefined, { lock });
    await condition.acquire();
    expect(await lock.locked()).toBe(true);
  },
  async 'Condition.acquire'(manager, another) {
    const condition = manager.condition('Condition.acquire');
    await condition.acquire();
    await condition.acquire();
    expect(await (await another()).condition('Condition.acquire').tryAcquire()).toBeUndefined();
  },
  async 'Condition.release'(manager) {
    const condition = manager.condition();
    await expect(condition.release()).rejects.toThrow(NotLockedError);
    await condition.acquire();
    await condition.release();
  },
  async 'Condition.wait'(manager, another) {
    const condition = manager.condition('Condition.wait');
    await expect(condition.wait()).rejects.toThrow(NotLockedError);
    await condition.acquire();
    await condition.acquire();
    expect(await condition.wait({ timeout: 1 })).toBe(false);
    const woken = condition.wait();
    const other = (await another()).condition('Condition.wait');
    await other.acquire();
    await other.notify();
    await other.release();
    expect(await woken).toBe(true);
    await condition.release();
    await condition.release();
  },
  async 'Condition.wait_for'(manager) {
    const condition = manager.condition();
    await condition.acquire();
    expect(await condition.waitFor(() => true)).toBe(true);
    expect(await condition.waitFor(() => false, { timeout: 1 })).toBe(false);
  },
  async 'Condition.notify'(manager, another) {
    const condition = manager.condition('Condition.notify');
    await expect(condition.notify()).rejects.toThrow(NotLockedError);
    const other = (await another()).condition('Condition.notify');
    await other.acquire();
    const woken = other.wait();
    await condition.acquire();
    await condition.notify();
    await condition.release();
    expect(await woken).toBe(true);
  },
  async 'Condition.notify_all'(manager, another) {
    const condition = manager.condition('Condition.notify_all');
    await expect(condition.notifyAll()).rejects.toThrow(NotLockedError);
    const woken = [1, 2].map(async () => {
      const other = (await another()).condition('Condition.notify_all');
      return other.run(() => other.wait());
    });
    while ((await waiting(manager)) < 2);
    await condition.run(() => condition.notifyAll());
    expect(await Promise.all(woken)).toEqual([true, true]);
  },
};

const eventChecks: Checks = {
  async 'Event.is_set'(manager) {
    expect(await manager.event().isSet()).toBe(false);
  },
  async 'Event.set'(manager) {
    const event = manager.event();
    await event.set();
    expect(await event.isSet()).toBe(true);
  },
  async 'Event.clear'(manager, another) {
    const event = manager.event('Event.clear');
    const woken = (await another()).event('Event.clear').wait();
    while ((await waiting(manager)) < 1);
    await Promise.all([event.set(), event.clear()]);
    expect([await woken, await event.isSet()]).toEqual([true, false]);
  },
  async 'Event.wait'(manager) {
    const event = manager.event();
    expect(await event.wait({ timeout: 1 })).toBe(false);
    await event.set();
    expect(await event.wait()).toBe(true);
  },
};

const barrierChecks: Checks = {
  async Barrier(manager) {
    const ran: string[] = [];
    const barrier = manager.barrier(undefined, { parties: 1 });
    await barrier.wait({ action: () => void ran.push('here') });
    expect(ran).toEqual(['here']);
  },
  async 'Barrier.wait'(manager) {
    const barrier = manager.barrier(undefined, { parties: 2 });
    expect(await Promise.all([barrier.wait(), barrier.wait()])).toEqual([0, 1]);
    await expect(barrier.wait({ timeout: 1 })).rejects.toThrow(BrokenBarrierError);
    await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
  },
  async 'Barrier.reset'(manager) {
    const barrier = manager.barrier(undefined, { parties: 2 });
    const broken = expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
    await barrier.reset();
    await broken;
    expect(await barrier.broken()).toBe(false);
  },
  async 'Barrier.abort'(manager) {
    const barrier = manager.barrier(undefined, { parties: 2 });
    await barrier.abort();
    await expect(barrier.wait()).rejects.toThrow(BrokenBarrierError);
    await barrier.reset();
    expect(await barrier.broken()).toBe(false);
  },
  async 'Barrier.parties'(manager) {
    expect(await manager.barrier(undefined, { parties: 2 }).parties()).toBe(2);
  },
  async 'Barrier.n_waiting'(manager) {
    const barrier = manager.barrier(undefined, { parties: 2 });
    const first = barrier.wait();
    expect(await barrier.nWaiting()).toBe(1);
    await barrier.wait();
    await first;
  },
  async 'Barrier.broken'(manager) {
    const barrier = manager.barrier(undefined, { parties: 2 });
    expect(await barrier.broken()).toBe(false);
    await barrier.abort();
    expect(await barrier.broken()).toBe(true);
  },
};

export const synchronizationChecks: Checks = {
  ...lockChecks,
  ...semaphoreChecks,
  ...conditionChecks,
  ...eventChecks,
  ...barrierChecks,
};
