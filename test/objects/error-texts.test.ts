/** Errors of all types begin with the operation as the program called it, or with the argument or option of it that is wrong. */
import { type CallOptions, HoldallError, type Manager } from 'holdall';
import { describe, expect } from 'vitest';
import { doors } from '../harness/doors.js';
import { testThrough } from '../harness/house.js';

const now: CallOptions = { timeout: 0 };

/** By the operation that the error is to name: what fails, where all objects are new. */
const failures: Readonly<Record<string, (manager: Manager) => Promise<unknown>>> = {
  'queue.peek': (manager) => manager.queue().peek(),
  'queue.get': (manager) => manager.queue().get(now),
  'queue.reserveMany': (manager) => manager.queue().reserveMany(2, now),
  'queue.put': async (manager) => {
    const queue = manager.queue(undefined, { maxSize: 1 });
    await queue.put(1);
    await queue.put(2, now);
  },
  'queue.putMany': (manager) => manager.queue(undefined, { maxSize: 1 }).putMany([1, 2]),
  'queue.taskDone': (manager) => manager.queue().taskDone(),
  'queue.join': async (manager) => {
    const queue = manager.queue();
    await queue.put(1);
    await queue.join(now);
  },
  'queue.getMany': async (manager) => {
    const queue = manager.queue();
    await queue.shutdown();
    await queue.getMany(1);
  },
  'queue.nack': async (manager) => {
    const queue = manager.queue();
    await queue.put(1);
    const delivery = await queue.reserve();
    await delivery.ack();
    await delivery.nack();
  },
  'dict.pop': (manager) => manager.dict().pop('a'),
  'dict.popItem': (manager) => manager.dict().popItem(),
  'dict.expire': (manager) => manager.dict().expire('a', 5),
  'dict.ttl': (manager) => manager.dict().ttl('a'),
  'dict.increment': async (manager) => {
    const dict = manager.dict<string, unknown>();
    await dict.set('a', 'text');
    await dict.increment('a' as never);
  },
  'dict.setIn': (manager) => manager.dict<string, unknown>().setIn('a', [0, 'b'] as never, 1 as never),
  'list.shift': (manager) => manager.list().shift(),
  'list.pop': (manager) => manager.list().pop(),
  'list.remove': (manager) => manager.list().remove(1),
  'list.sort': async (manager) => {
    const list = manager.list<unknown>();
    await list.push(1, 'a');
    await list.sort();
  },
  'set.pop': (manager) => manager.set().pop(),
  'value.increment': (manager) => manager.value<unknown>(undefined, { initial: 'text' }).increment(),
  'array.at': (manager) => manager.array(undefined, { typecode: 'i', initial: 1 }).at(1),
  'array.increment': (manager) => manager.array(undefined, { typecode: 'B', initial: 1 }).increment(0, -1),
  'namespace.get': (manager) => manager.namespace().get('a'),
  'counter.increment': (manager) => manager.counter(undefined, { initial: Number.MAX_SAFE_INTEGER }).increment(),
  'lock.release': (manager) => manager.lock().release(),
  'lock.acquire': async (manager) => {
    const lock = manager.lock();
    await lock.acquire();
    await lock.acquire(now);
  },
  'rLock.release': (manager) => manager.rLock().release(),
  'condition.release': (manager) => manager.condition(undefined, { lock: manager.lock() }).release(),
  'condition.wait': (manager) => manager.condition().wait(),
  'condition.notify': (manager) => manager.condition(undefined, { lock: manager.lock() }).notify(),
  'condition.notifyAll': (manager) => manager.condition().notifyAll(),
  'rwLock.release': async (manager) => {
    const lock = manager.rwLock();
    const grant = await lock.acquireRead();
    await grant.release();
    await lock.release(grant);
  },
  'semaphore.release': (manager) => manager.semaphore().release(Number.MAX_SAFE_INTEGER),
  'boundedSemaphore.acquire': (manager) => manager.boundedSemaphore().acquire(2),
  'boundedSemaphore.release': (manager) => manager.boundedSemaphore().release(),
  'barrier.wait': (manager) => manager.barrier(undefined, { parties: 2 }).wait(now),
  'rateLimiter.acquire': (manager) => manager.rateLimiter(undefined, { rate: 1 }).acquire(2),
  'subscription.next': async (manager) => {
    const subscription = manager.topic().subscribe();
    await subscription.close();
    await subscription.next();
  },
};

describe.each(doors)('an error $name', (door) => {
  const test = testThrough(door);

  test.for(Object.entries(failures))('of %s says so first', async ([operation, fail], { house }) => {
    const manager = await house.manager();
    const error = await fail(manager).then(
      () => expect.unreachable(`${operation} is to fail`),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(HoldallError);
    expect((error as HoldallError).message).toMatch(new RegExp(`^((argument|option) \\S+ of )?${operation}\\b`));
  });
});
