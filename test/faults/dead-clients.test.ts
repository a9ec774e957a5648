/** Clients that are killed, between real processes. */
import { describe, expect } from 'vitest';
import { zeromqDoor } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { testThrough, waiting } from '../harness/house.js';
import type { RemoteClient } from '../harness/remote-client.js';
import { neverAnswered, threeOf } from './clients.js';

describe('a client killed with SIGKILL', () => {
  const test = testThrough(zeromqDoor);

  test('while it waits for an item takes none: it goes to the next', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    const lost = neverAnswered(dead.queue(name).get());
    expect(await waiting(dead)).toBe(1);
    const got = next.queue(name).get();
    expect(await waiting(next)).toBe(2);
    await dead.slay();
    await lost;
    // At once: whether the broker has heard of the death by now or not.
    await other.queue(name).put('for the living');
    expect(await got).toBe('for the living');
    expect(await other.queue(name).qsize()).toBe(0);
  });

  test('while it waits for a slot puts nothing', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    await other.queue(name, { maxSize: 1 }).put('first');
    const lost = neverAnswered(dead.queue(name).put('of the dead'));
    expect(await waiting(dead)).toBe(1);
    const put = next.queue(name).put('of the living');
    expect(await waiting(next)).toBe(2);
    await dead.slay();
    await lost;
    await eventually(
      async () => (await waiting(other)) === 1,
      () => 'the dead client waits no more',
    );
    expect(await other.queue(name).get()).toBe('first');
    await put;
    expect(await other.queue(name).drain()).toEqual(['of the living']);
  });

  test('while it holds a lock: the next waiter has it, and learns that it was abandoned', async ({ house }) => {
    const name = house.name();
    const [dead, next, after] = await threeOf(house);
    const grant = await dead.lock(name).acquire();
    const nexts = next.lock(name).acquire();
    expect(await waiting(next)).toBe(1);
    const afters = after.lock(name).acquire();
    expect(await waiting(after)).toBe(2);
    await dead.slay();
    const inherited = await nexts;
    expect([inherited.abandoned, inherited.fence.token]).toEqual([true, grant.fence.token + 1]);
    await inherited.release();
    expect((await afters).abandoned).toBe(false);
  });

  test('while it holds a reentrant lock: the next waiter has it whole, and learns that it was abandoned', async ({
    house,
  }) => {
    const name = house.name();
    const [dead, next] = await threeOf(house);
    await dead.rLock(name).acquire();
    await dead.rLock(name).acquire();
    await dead.rLock(name).tryAcquire({ owner: 'another' });
    const granted = next.rLock(name).acquire();
    expect(await waiting(next)).toBe(1);
    await dead.slay();
    expect([(await granted).abandoned, (await granted).fence.token]).toEqual([true, 2]);
  });

  test('while it waits on a condition: the notification goes to the next', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    const lost = neverAnswered(sleeping(dead, name));
    expect(await waiting(dead)).toBe(1);
    const woken = sleeping(next, name);
    expect(await waiting(next)).toBe(2);
    await dead.slay();
    await lost;
    // At once: whether the broker has heard of the death by now or not.
    const condition = other.condition(name);
    const grant = await condition.acquire();
    await condition.notify();
    await grant.release();
    expect(await woken).toBe(true);
  });

  test('after it was notified, while it waits for the lock: the notification goes to the next', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    const lost = neverAnswered(sleeping(dead, name));
    expect(await waiting(dead)).toBe(1);
    const woken = sleeping(next, name);
    expect(await waiting(next)).toBe(2);
    const condition = other.condition(name);
    const grant = await condition.acquire();
    await condition.notify();
    await dead.slay();
    await lost;
    await grant.release();
    expect(await woken).toBe(true);
  });

  test('after it was notified, before it knew: the notification and the lock go to the next', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    const lost = neverAnswered(sleeping(dead, name));
    expect(await waiting(dead)).toBe(1);
    const woken = sleeping(next, name);
    expect(await waiting(next)).toBe(2);
    await dead.process.program.freeze();
    const condition = other.condition(name);
    const grant = await condition.acquire();
    await condition.notify();
    await grant.release();
    expect([await condition.locked(), await waiting(other)]).toEqual([true, 1]);
    await dead.slay();
    await lost;
    expect(await woken).toBe(true);
  });

  test('after an item was handed to it, before it had it: the item is back at the head', async ({ house }) => {
    const name = house.name();
    const [dead, other] = await threeOf(house);
    const lost = neverAnswered(dead.queue(name).get());
    expect(await waiting(dead)).toBe(1);
    await dead.process.program.freeze();
    const queue = other.queue<string>(name);
    await queue.putMany(['handed out', 'second']);
    expect(await queue.qsize()).toBe(1);
    await dead.slay();
    await lost;
    await eventually(
      async () => (await queue.qsize()) === 2,
      () => 'the item is back',
    );
    expect(await queue.drain()).toEqual(['handed out', 'second']);
  });

  test('after an item with a proxy was handed to it: what comes back is intact', async ({ house }) => {
    const name = house.name();
    const [dead, other, maker] = await threeOf(house);
    const lost = neverAnswered(dead.queue(name).get());
    expect(await waiting(dead)).toBe(1);
    await dead.process.program.freeze();
    const dict = maker.dict<string, number>();
    await dict.set('answer', 42);
    await maker.queue<unknown>(name).put(dict);
    await maker.close();
    expect(await other.queue(name).qsize()).toBe(0);
    const got = other.queue<typeof dict>(name).get();
    await dead.slay();
    await lost;
    expect(await (await got).get('answer')).toBe(42);
  });

  test('after a message was handed to it, before it had it: the next reader of the subscription has it', async ({
    house,
  }) => {
    const [topicName, name] = [house.name('topic'), house.name('subscription')];
    const [dead, next, publisher] = await threeOf(house);
    const open = (client: typeof dead) => client.subscription<string>(name, { topic: client.topic(topicName) });
    const lost = neverAnswered(open(dead).next());
    expect(await waiting(dead)).toBe(1);
    await dead.process.program.freeze();
    expect(await publisher.topic(topicName).publish('handed out')).toBe(1);
    expect(await open(next).size()).toBe(0);
    const got = open(next).next();
    expect(await waiting(next)).toBe(1);
    await dead.slay();
    await lost;
    expect(await got).toBe('handed out');
  });

  test('subscribes no more, and leaves nothing of its subscription', async ({ house }) => {
    const name = house.name();
    const [dead, other] = await threeOf(house);
    const subscription = dead.subscription(undefined, { topic: dead.topic(name) });
    expect(await subscription.size()).toBe(0);
    expect(await other.topic(name).publish(other.dict())).toBe(1);
    await dead.slay();
    await eventually(
      async () => (await other.topic(name).subscribers()) === 0,
      () => 'its subscription ends',
    );
  });

  test('while it waits for tokens takes none: the next in line has them', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    const open = (client: typeof dead) => client.rateLimiter(name, { rate: 1e-6, interval: 1e12, burst: 2 });
    await open(other).acquire(2);
    const lost = neverAnswered(open(dead).acquire(2));
    expect(await waiting(dead)).toBe(1);
    const granted = open(next).acquire(2);
    expect(await waiting(next)).toBe(2);
    await dead.slay();
    await lost;
    await eventually(
      async () => (await waiting(other)) === 1,
      () => 'the dead client waits no more',
    );
    await open(other).reset();
    await granted;
  });

  test('with a full pipe holds up nobody, and all that it did not read comes back in order', async ({ house }) => {
    const name = house.name();
    const [dead, other] = await threeOf(house);
    const gets = Promise.all(Array.from({ length: 60 }, () => neverAnswered(dead.queue(name).get())));
    expect(await waiting(dead)).toBe(60);
    await dead.process.program.freeze();
    const queue = other.queue<[number, Uint8Array]>(name);
    for (let n = 0; n < 60; n++) await queue.put([n, new Uint8Array(200_000)]);
    await queue.put([60, new Uint8Array(1)]);
    expect(await queue.qsize()).toBe(1);
    await dead.slay();
    await gets;
    await eventually(
      async () => (await queue.qsize()) === 61,
      () => 'the items are back',
    );
    expect((await queue.drain()).map(([n]) => n)).toEqual(Array.from({ length: 61 }, (_, n) => n));
  });

  test('while it has items reserved: they are back at once, in their places', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    const queue = other.queue<string>(name);
    await queue.putMany(['first', 'second', 'third']);
    const reserved = await dead.queue<string>(name).reserveMany(2, { lease: 3_600_000 });
    expect(reserved.map(({ value }) => value)).toEqual(['first', 'second']);
    await queue.get();
    const waits = next.queue<string>(name).reserve();
    expect(await waiting(next)).toBe(1);
    await dead.slay();
    const delivery = await waits;
    expect([delivery.value, delivery.attempt]).toEqual(['first', 2]);
    expect(await queue.get()).toBe('second');
    await delivery.ack();
    expect(await queue.stats()).toMatchObject({ ready: 0, reserved: 0, unfinished: 2 });
  });

  test('while it has an item reserved for the last time: it goes to the dead letters', async ({ house }) => {
    const [name, deadName] = [house.name(), house.name('dead letters')];
    const [dead, other] = await threeOf(house);
    const queue = other.queue<string>(name, { maxDeliveries: 1, deadLetter: deadName });
    await queue.put('poison');
    await dead.queue<string>(name).reserve({ lease: 3_600_000 });
    const letter = other.queue<string>(deadName).get();
    await dead.slay();
    expect(await letter).toBe('poison');
    await queue.join();
  });

  test('gives its references back: the objects that only it knew end', async ({ house }) => {
    const [dead, other] = await threeOf(house);
    const [queue, dict] = [dead.queue<unknown>(), dead.dict<string, unknown>()];
    await queue.put(dict);
    await dict.set('queue', queue);
    expect((await other.census()).objects).toBe(house.names + 2);
    await dead.slay();
    await eventually(
      async () => (await other.census()).objects === house.names,
      () => 'its objects end',
    );
  });
});

/** Waits on a condition, whose lock it acquires for that. */
function sleeping(client: RemoteClient, name: string): Promise<boolean> {
  const condition = client.condition(name);
  // Whose process is killed may not have told us any more that it had the lock.
  condition.acquire().catch(() => {});
  return condition.wait();
}

describe('a client that does not answer', () => {
  const test = testThrough(zeromqDoor);

  test.for(['blocked', 'frozen'])('because it is %s loses nothing and releases nothing', async (how, { house }) => {
    const [lockName, queueName] = [house.name('lock'), house.name('queue')];
    const [busy, other, third] = await threeOf(house);
    const grant = await busy.lock(lockName).acquire();
    const got = busy.queue(queueName).getMany(2);
    expect(await waiting(busy)).toBe(1);
    const wake = how === 'blocked' ? await busy.process.block() : await freeze(busy);
    await other.queue(queueName).putMany(['one', 'two', 'three']);
    const next = third.lock(lockName).acquire();
    expect(await waiting(third)).toBe(1);
    expect(await other.lock(lockName).tryAcquire({ timeout: 20 })).toBeUndefined();
    expect(await other.queue(queueName).qsize()).toBe(1);
    expect((await other.census()).sessions).toBe(3);
    wake();
    expect(await got).toEqual(['one', 'two']);
    await grant.release();
    expect((await next).abandoned).toBe(false);
  });

  async function freeze(client: Awaited<ReturnType<typeof threeOf>>[0]): Promise<() => void> {
    await client.process.program.freeze();
    return () => client.process.program.thaw();
  }
});
