/** Proxies that went through a queue to another program. */
import {
  type Manager,
  SharedBarrier,
  SharedBoundedSemaphore,
  SharedLatch,
  SharedRwLock,
  SharedSemaphore,
} from 'holdall';
import { describe, expect } from 'vitest';
import { memoryDoor } from '../harness/doors.js';
import { testThrough } from '../harness/house.js';

const revived = [
  [SharedSemaphore, (manager: Manager) => manager.semaphore(), (it: SharedSemaphore) => it.value()],
  [SharedBoundedSemaphore, (manager: Manager) => manager.boundedSemaphore(), (it: SharedSemaphore) => it.value()],
  [SharedRwLock, (manager: Manager) => manager.rwLock(), (it: SharedRwLock) => it.tryAcquireWrite()],
  [SharedBarrier, (manager: Manager) => manager.barrier(undefined, { parties: 1 }), (it: SharedBarrier) => it.wait()],
  [SharedLatch, (manager: Manager) => manager.latch(undefined, { count: 1 }), (it: SharedLatch) => it.countDown()],
] as const;

describe('a proxy out of a queue', () => {
  const test = testThrough(memoryDoor);

  test.for(revived)('is of its class, and alive: %o', async ([Class, open, use], { house }) => {
    const name = house.name();
    const [a, b] = [await house.manager(), await house.manager()];
    const object = open(a);
    await a.queue<unknown>(name).put(object);
    const received = await b.queue<never>(name).get();
    expect((received as object).constructor).toBe(Class);
    await use(received);
  });
});
