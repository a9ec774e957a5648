import {
  BrokenBarrierError,
  type CallOptions,
  Empty,
  Full,
  type HoldallError,
  type RwLockStatus,
  type SharedCondition,
  TimeoutError,
} from 'holdall';
import { expect } from 'vitest';
import type { Client } from '../harness/client.js';

/** An operation that waits, for the laws that hold for all of them. A new one gets a line in `waits`. */
export interface Wait {
  readonly operation: string;
  /** How many named objects `prepare` makes. Default: 1. */
  readonly objects?: number;
  /** Makes the object, such that the operation has to wait. */
  prepare(client: Client, name: string): Promise<unknown>;
  wait(client: Client, name: string, options: CallOptions): Promise<unknown>;
  /** What it rejects with when its time is over, or false if it resolves to that. */
  readonly late: (new (message: string) => HoldallError) | false;
  /** Makes it possible. */
  grant(client: Client, name: string): Promise<unknown>;
  /** After `grant`: fails if somebody has taken what was granted. */
  expectUntaken(client: Client, name: string): Promise<unknown>;
  /** After `grant`: fails unless exactly one has taken it. */
  expectTaken(client: Client, name: string): Promise<unknown>;
}

const full = { maxSize: 2 } as const;
const topicOf = (client: Client, name: string) => client.topic<string>(`${name}, the topic`);
const subscriptionOf = (client: Client, name: string) => client.subscription(name, { topic: topicOf(client, name) });
/** Its tokens come once in thirty thousand years, and by `reset`. */
const limiterOf = (client: Client, name: string) => client.rateLimiter(name, { rate: 1e-6, interval: 1e12, burst: 1 });
const contents = async (client: Client, name: string) => client.queue<string>(name).drain();

/** What a client holds since `prepare`, until `grant`: only the grant itself can end it. */
const held = new WeakMap<Client, { release(): Promise<void> }>();
const hold = async (client: Client, grant: Promise<{ release(): Promise<void> }>) => held.set(client, await grant);
const releaseHeld = (client: Client) => held.get(client)?.release() ?? Promise.reject(new Error('nothing is held'));
const expectRwLock = async (client: Client, name: string, state: RwLockStatus) =>
  expect(await client.rwLock(name).state()).toEqual(state);

const pair = { parties: 2 } as const;
const expectBroken = (error: unknown) => expect(error).toBeInstanceOf(BrokenBarrierError);

export const waits: readonly Wait[] = [
  {
    operation: 'queue.get',
    prepare: (client, name) => client.queue(name).qsize(),
    wait: (client, name, options) => client.queue(name).get(options),
    late: Empty,
    grant: (client, name) => client.queue(name).put('granted'),
    expectUntaken: async (client, name) => expect(await contents(client, name)).toEqual(['granted']),
    expectTaken: async (client, name) => expect(await contents(client, name)).toEqual([]),
  },
  {
    operation: 'queue.getMany',
    prepare: (client, name) => client.queue(name).qsize(),
    wait: (client, name, options) => client.queue(name).getMany(2, options),
    late: Empty,
    grant: (client, name) => client.queue(name).putMany(['granted', 'too']),
    expectUntaken: async (client, name) => expect(await contents(client, name)).toEqual(['granted', 'too']),
    expectTaken: async (client, name) => expect(await contents(client, name)).toEqual([]),
  },
  {
    operation: 'queue.reserve',
    prepare: (client, name) => client.queue(name).qsize(),
    wait: (client, name, options) => client.queue(name).reserve(options),
    late: Empty,
    grant: (client, name) => client.queue(name).put('granted'),
    expectUntaken: async (client, name) =>
      expect(await client.queue(name).stats()).toMatchObject({ ready: 1, reserved: 0 }),
    expectTaken: async (client, name) =>
      expect(await client.queue(name).stats()).toMatchObject({ ready: 0, reserved: 1 }),
  },
  {
    operation: 'queue.reserveMany',
    prepare: (client, name) => client.queue(name).qsize(),
    wait: (client, name, options) => client.queue(name).reserveMany(2, options),
    late: Empty,
    grant: (client, name) => client.queue(name).putMany(['granted', 'too']),
    expectUntaken: async (client, name) =>
      expect(await client.queue(name).stats()).toMatchObject({ ready: 2, reserved: 0 }),
    expectTaken: async (client, name) =>
      expect(await client.queue(name).stats()).toMatchObject({ ready: 0, reserved: 2 }),
  },
  {
    operation: 'queue.put',
    prepare: (client, name) => client.queue(name, full).putMany(['first', 'second']),
    wait: (client, name, options) => client.queue(name).put('late', options),
    late: Full,
    grant: (client, name) => client.queue(name).get(),
    expectUntaken: async (client, name) => expect(await contents(client, name)).toEqual(['second']),
    expectTaken: async (client, name) => expect(await contents(client, name)).toEqual(['second', 'late']),
  },
  {
    operation: 'queue.putMany',
    prepare: (client, name) => client.queue(name, full).put('first'),
    wait: (client, name, options) => client.queue(name).putMany(['late', 'too'], options),
    late: Full,
    grant: (client, name) => client.queue(name).get(),
    expectUntaken: async (client, name) => expect(await contents(client, name)).toEqual([]),
    expectTaken: async (client, name) => expect(await contents(client, name)).toEqual(['late', 'too']),
  },
  {
    operation: 'queue.join',
    prepare: (client, name) => client.queue(name).put('unfinished'),
    wait: (client, name, options) => client.queue(name).join(options),
    late: TimeoutError,
    grant: (client, name) => client.queue(name).taskDone(),
    expectUntaken: (client, name) => client.queue(name).join(),
    expectTaken: (client, name) => client.queue(name).join(),
  },
  {
    operation: 'lock.acquire',
    prepare: (client, name) => client.lock(name).acquire(),
    wait: (client, name, options) => client.lock(name).acquire(options),
    late: TimeoutError,
    grant: (client, name) => client.lock(name).release(),
    expectUntaken: async (client, name) => expect(await client.lock(name).locked()).toBe(false),
    expectTaken: async (client, name) => expect(await client.lock(name).locked()).toBe(true),
  },
  {
    operation: 'rLock.acquire',
    prepare: (client, name) => client.rLock(name).acquire({ owner: 'before' }),
    wait: (client, name, options) => client.rLock(name).acquire(options),
    late: TimeoutError,
    grant: (client, name) => client.rLock(name).release(undefined, { owner: 'before' }),
    expectUntaken: async (client, name) => expect(await client.rLock(name).locked()).toBe(false),
    expectTaken: async (client, name) => expect(await client.rLock(name).locked()).toBe(true),
  },
  {
    operation: 'condition.acquire',
    prepare: (client, name) => client.condition(name).acquire({ owner: 'before' }),
    wait: (client, name, options) => client.condition(name).acquire(options),
    late: TimeoutError,
    grant: (client, name) => client.condition(name).release(undefined, { owner: 'before' }),
    expectUntaken: async (client, name) => expect(await client.condition(name).locked()).toBe(false),
    expectTaken: async (client, name) => expect(await client.condition(name).locked()).toBe(true),
  },
  {
    operation: 'condition.wait',
    prepare: (client, name) => client.condition(name).locked(),
    wait: (client, name, options) => waitHolding(client.condition(name), options),
    late: false,
    grant: (client, name) => notifyHolding(client.condition(name)),
    // Its lock is held again when a wait is over, whatever its end: who waits for it has it as soon as that is released.
    expectUntaken: async (client, name) => void (await (await client.condition(name).acquire()).release()),
    expectTaken: async (client, name) => void (await (await client.condition(name).acquire()).release()),
  },
  {
    operation: 'semaphore.acquire',
    prepare: (client, name) => client.semaphore(name, { permits: 1 }).acquire(),
    wait: (client, name, options) => client.semaphore(name).acquire(1, options),
    late: TimeoutError,
    grant: (client, name) => client.semaphore(name).release(),
    expectUntaken: async (client, name) => expect(await client.semaphore(name).value()).toBe(1),
    expectTaken: async (client, name) => expect(await client.semaphore(name).value()).toBe(0),
  },
  {
    operation: 'boundedSemaphore.acquire',
    prepare: (client, name) => client.boundedSemaphore(name, { permits: 3 }).acquire(2),
    wait: (client, name, options) => client.boundedSemaphore(name).acquire(2, options),
    late: TimeoutError,
    grant: (client, name) => client.boundedSemaphore(name).release(2),
    expectUntaken: async (client, name) => expect(await client.boundedSemaphore(name).value()).toBe(3),
    expectTaken: async (client, name) => expect(await client.boundedSemaphore(name).value()).toBe(1),
  },
  {
    operation: 'barrier.wait',
    prepare: (client, name) => client.barrier(name, pair).parties(),
    wait: (client, name, options) => client.barrier(name).wait(options),
    late: BrokenBarrierError,
    // The other one comes, and waits for nobody.
    grant: (client, name) => client.barrier(name).wait({ timeout: 0 }).catch(expectBroken),
    expectUntaken: async (client, name) => expect(await client.barrier(name).broken()).toBe(true),
    expectTaken: async (client, name) => expect(await client.barrier(name).broken()).toBe(false),
  },
  {
    operation: 'rwLock.acquireRead',
    prepare: (client, name) => hold(client, client.rwLock(name).acquireWrite()),
    wait: (client, name, options) => client.rwLock(name).acquireRead(options),
    late: TimeoutError,
    grant: releaseHeld,
    expectUntaken: (client, name) => expectRwLock(client, name, { readers: 0, writer: false }),
    expectTaken: (client, name) => expectRwLock(client, name, { readers: 1, writer: false }),
  },
  {
    operation: 'rwLock.acquireWrite',
    prepare: (client, name) => hold(client, client.rwLock(name).acquireRead()),
    wait: (client, name, options) => client.rwLock(name).acquireWrite(options),
    late: TimeoutError,
    grant: releaseHeld,
    expectUntaken: (client, name) => expectRwLock(client, name, { readers: 0, writer: false }),
    expectTaken: (client, name) => expectRwLock(client, name, { readers: 0, writer: true }),
  },
  {
    operation: 'latch.wait',
    prepare: (client, name) => client.latch(name, { count: 2 }).countDown(),
    wait: (client, name, options) => client.latch(name).wait(options),
    late: false,
    grant: (client, name) => client.latch(name).countDown(),
    expectUntaken: async (client, name) => expect(await client.latch(name).count()).toBe(0),
    expectTaken: async (client, name) => expect(await client.latch(name).count()).toBe(0),
  },
  {
    operation: 'event.wait',
    prepare: (client, name) => client.event(name).isSet(),
    wait: (client, name, options) => client.event(name).wait(options),
    late: false,
    grant: (client, name) => client.event(name).set(),
    expectUntaken: async (client, name) => expect(await client.event(name).wait()).toBe(true),
    expectTaken: async (client, name) => expect(await client.event(name).isSet()).toBe(true),
  },
  {
    operation: 'subscription.next',
    objects: 2,
    prepare: (client, name) => subscriptionOf(client, name).size(),
    wait: (client, name, options) => subscriptionOf(client, name).next(options),
    late: TimeoutError,
    grant: (client, name) => topicOf(client, name).publish('granted'),
    expectUntaken: async (client, name) => expect(await subscriptionOf(client, name).nextMany(2)).toEqual(['granted']),
    expectTaken: async (client, name) => expect(await subscriptionOf(client, name).size()).toBe(0),
  },
  {
    operation: 'subscription.nextMany',
    objects: 2,
    prepare: (client, name) => subscriptionOf(client, name).size(),
    wait: (client, name, options) => subscriptionOf(client, name).nextMany(2, options),
    late: TimeoutError,
    grant: (client, name) => topicOf(client, name).publishMany(['granted', 'too']),
    expectUntaken: async (client, name) =>
      expect(await subscriptionOf(client, name).nextMany(3)).toEqual(['granted', 'too']),
    expectTaken: async (client, name) => expect(await subscriptionOf(client, name).size()).toBe(0),
  },
  {
    operation: 'rateLimiter.acquire',
    prepare: (client, name) => limiterOf(client, name).acquire(),
    wait: (client, name, options) => limiterOf(client, name).acquire(1, options),
    late: TimeoutError,
    grant: (client, name) => limiterOf(client, name).reset(),
    expectUntaken: async (client, name) => expect(await limiterOf(client, name).available()).toBe(1),
    expectTaken: async (client, name) => expect(await limiterOf(client, name).available()).toBeLessThan(1e-6),
  },
];

/** Not one after the other: the wait is under way when this returns. */
async function waitHolding(condition: SharedCondition, options: CallOptions): Promise<boolean> {
  const granted = condition.acquire({ owner: 'waits' });
  try {
    return await condition.wait({ ...options, owner: 'waits' });
  } finally {
    await (await granted).release();
  }
}

async function notifyHolding(condition: SharedCondition): Promise<void> {
  const grant = await condition.acquire({ owner: 'notifies' });
  await condition.notify(1, { owner: 'notifies' });
  await grant.release();
}
