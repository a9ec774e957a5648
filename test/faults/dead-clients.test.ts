/** Clients that are killed, between real processes. */
import { describe, expect } from 'vitest';
import { zeromqDoor } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { testThrough, waiting } from '../harness/house.js';
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
