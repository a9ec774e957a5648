import { EncodingError, type Manager, ObjectGoneError, SharedDict, SharedLock, SharedQueue } from 'holdall';
import { describe, expect } from 'vitest';
import type { Client } from '../harness/client.js';
import { doors } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { type House, testThrough } from '../harness/house.js';

/** How many objects without a name the broker holds. */
async function unnamed(client: Client, house: House): Promise<number> {
  return (await client.census()).objects - house.names;
}

/** Waits for what other sessions have sent on its way. */
async function expectUnnamed(client: Client, house: House, wanted: number): Promise<void> {
  await eventually(
    async () => (await unnamed(client, house)) === wanted,
    async () => `the broker holds ${wanted} objects without a name; it holds ${await unnamed(client, house)}`,
  );
}

/** A queue that holds itself and a dict that holds it: nothing but a session leads to them. */
async function ringOf(manager: Manager): Promise<void> {
  const queue = manager.queue<unknown>();
  const dict = manager.dict<string, unknown>();
  await queue.putMany([dict, queue]);
  await dict.update({ queue, dict });
  queue[Symbol.dispose]();
  dict[Symbol.dispose]();
}

describe.each(doors)('a reference $name', (door) => {
  const test = testThrough(door);

  test('in an item comes out as a proxy that works', async ({ house }) => {
    const manager = await house.manager();
    const [queue, lock] = [manager.queue<unknown>(), manager.lock()];
    await queue.put({ deep: [new Map([['lock', lock]])], again: lock });
    const item = (await queue.get()) as { deep: [Map<string, SharedLock>]; again: SharedLock };
    const received = item.deep[0].get('lock') as SharedLock;
    expect(received).toBeInstanceOf(SharedLock);
    await received.acquire();
    expect(await lock.locked()).toBe(true);
    expect([received.equals(lock), received.equals(item.again), lock.equals(received)]).toEqual([true, true, true]);
    await item.again.release();
  });

  test('comes out live in a process that never saw its object', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const results = a.queue<string>();
    await a.dict<string, unknown>(name).set('results', { queue: results });
    const there = (await b.dict<string, { queue: SharedQueue<string> }>(name).get('results'))?.queue;
    await there?.put('hello');
    expect(await results.get()).toBe('hello');
    // From one to the next and on: the second knows the object only as a value.
    await b.dict<string, unknown>(name).set('again', there);
    const farther = (await c.dict<string, SharedQueue<string>>(name).get('again')) as SharedQueue<string>;
    await a.close();
    await farther.put('still here');
    expect(await there?.get()).toBe('still here');
    await c.dict(name).clear();
  });

  test('is equal to others of its object, and to no others', async ({ house }) => {
    const [manager, other] = [await house.manager(), await house.manager()];
    const [name, second] = [house.name(), house.name()];
    const queue = manager.queue(name);
    expect(queue.equals(manager.queue(name))).toBe(true);
    expect(queue.equals(other.queue(name))).toBe(true);
    expect(queue.equals(manager.queue(second))).toBe(false);
    for (const stranger of [manager.queue(), manager.dict(), name, undefined, null, {}]) {
      expect(queue.equals(stranger)).toBe(false);
    }
    await manager.ping();
    await other.ping();
    expect(queue.equals(other.queue(name))).toBe(true);
    const unnamedQueue = manager.queue();
    expect([unnamedQueue.equals(unnamedQueue), unnamedQueue.equals(manager.queue())]).toEqual([true, false]);
  });

  test('keeps an object without a name; the last one given back ends it', async ({ house }) => {
    const manager = await house.manager();
    const kept = manager.dict();
    const spare = manager.dict();
    await spare.size();
    expect(await unnamed(manager, house)).toBe(2);
    spare[Symbol.dispose]();
    expect(await unnamed(manager, house)).toBe(1);
    expect(await kept.size()).toBe(0);
    kept[Symbol.dispose]();
    expect(await unnamed(manager, house)).toBe(0);
  });

  test('does not keep a named object, which stays without any', async ({ house }) => {
    const [manager, name] = [await house.manager(), house.name()];
    const queue = manager.queue(name);
    await queue.put(1);
    queue[Symbol.dispose]();
    expect(await manager.queue(name).get()).toBe(1);
  });

  test('in a container keeps its object until it is taken out, overwritten or cleared away', async ({ house }) => {
    const manager = await house.manager();
    const [queue, dict] = [manager.queue<unknown>(), manager.dict<string, unknown>()];
    const put = async (store: (object: SharedLock) => Promise<unknown>) => {
      using lock = manager.lock();
      using _returned = (await store(lock)) as SharedLock | undefined;
    };
    await put((lock) => queue.put([lock, lock]));
    await put((lock) => dict.set('a', lock));
    await put((lock) => dict.set('b', lock));
    await put((lock) => dict.setDefault('c', lock));
    await put((lock) => dict.update({ d: lock }));
    expect(await unnamed(manager, house)).toBe(2 + 5);
    await dict.set('a', 'overwritten');
    await dict.delete('b');
    expect(await unnamed(manager, house)).toBe(2 + 3);
    ((await dict.pop('c')) as SharedLock)[Symbol.dispose]();
    await dict.clear();
    expect(await unnamed(manager, house)).toBe(2 + 1);
    await put((lock) => queue.put(lock));
    await queue.clear();
    expect(await unnamed(manager, house)).toBe(2);
    await put((lock) => queue.put(lock));
    queue[Symbol.dispose]();
    expect(await unnamed(manager, house)).toBe(1);
    dict[Symbol.dispose]();
    expect(await unnamed(manager, house)).toBe(0);
  });

  test('taken out of a container is the receiver’s to give back', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const lock = a.lock();
    await a.queue<unknown>(name).putMany([lock, lock]);
    lock[Symbol.dispose]();
    const first = (await b.queue<SharedLock>(name).get()) as SharedLock;
    const second = (await b.queue<SharedLock>(name).get()) as SharedLock;
    expect(await unnamed(a, house)).toBe(1);
    first[Symbol.dispose]();
    expect(await second.locked()).toBe(false);
    expect(await unnamed(b, house)).toBe(1);
    second[Symbol.dispose]();
    expect(await unnamed(b, house)).toBe(0);
  });

  test('is given back when its session ends, wherever the object is not stored', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const [stored, shared] = [a.dict<string, number>(), a.queue()];
    await a.dict<string, unknown>(name).update({ stored, shared });
    await a.lock().locked();
    await b.dict<string, SharedQueue>(name).get('shared');
    await b.dict(name).delete('shared');
    expect(await unnamed(c, house)).toBe(3);
    await a.close();
    await expectUnnamed(c, house, 2);
    await b.close();
    await expectUnnamed(c, house, 1);
    const dict = (await c.dict<string, SharedDict<string, number>>(name).get('stored')) as SharedDict<string, number>;
    expect(await dict.size()).toBe(0);
    await c.dict(name).clear();
  });

  test('in containers that hold each other goes with the session that made them', async ({ house }) => {
    const [maker, watcher] = [await house.manager(), await house.client()];
    await ringOf(maker);
    await ringOf(maker);
    await maker.close();
    await expectUnnamed(watcher, house, 0);
  });

  test('to a ring that somebody else knows keeps the whole ring', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const [one, two] = [a.dict<string, unknown>(), a.dict<string, unknown>()];
    await one.set('other', two);
    await two.set('other', one);
    await a.queue<unknown>(name).put(two);
    const known = (await b.queue<SharedDict<string, SharedDict>>(name).get()) as SharedDict<string, SharedDict>;
    await a.close();
    await expectUnnamed(c, house, 2);
    expect(await ((await known.get('other')) as SharedDict).has('other')).toBe(true);
    await b.close();
    await expectUnnamed(c, house, 0);
  });

  test('of another manager is refused, and one that was disposed of too', async ({ house }) => {
    const [mine, other] = [await house.manager(), await house.manager()];
    const queue = mine.queue<unknown>();
    await expect(queue.put(other.lock())).rejects.toThrow(EncodingError);
    const disposed = mine.lock();
    disposed[Symbol.dispose]();
    await expect(queue.put({ disposed })).rejects.toThrow(EncodingError);
    expect(await queue.qsize()).toBe(0);
  });

  test('that failed to open fails in a value too', async ({ house }) => {
    const [manager, name] = [await house.manager(), house.name()];
    await manager.queue(name).qsize();
    const dict = manager.dict(name);
    await expect(manager.queue().put(dict)).rejects.toMatchObject({ code: 'TYPE_CONFLICT' });
    await expect(dict.size()).rejects.not.toThrow(ObjectGoneError);
  });

  test('lives while a call waits for its object, though its proxy was disposed of', async ({ house }) => {
    const manager = await house.manager();
    const queue = manager.queue<number>(undefined, { maxSize: 1 });
    const event = manager.event();
    const waited = event.wait();
    const holder = manager.queue<unknown>();
    await holder.put(event);
    event[Symbol.dispose]();
    await queue.put(1);
    const late = queue.put(2, { timeout: 60_000 });
    const first = queue.get();
    queue[Symbol.dispose]();
    expect([await first, await late]).toEqual([1, undefined]);
    await ((await holder.get()) as typeof event).set();
    expect(await waited).toBe(true);
  });

  test('is revived as what it is', async ({ house }) => {
    const manager = await house.manager();
    const queue = manager.queue<unknown>();
    await queue.putMany([manager.queue(), manager.dict(), manager.lock()]);
    const [a, b, c] = (await queue.drain()) as unknown[];
    expect(a).toBeInstanceOf(SharedQueue);
    expect(b).toBeInstanceOf(SharedDict);
    expect(c).toBeInstanceOf(SharedLock);
  });
});
