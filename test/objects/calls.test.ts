/** Laws that hold for every call of every proxy. */
import {
  ArgumentError,
  ClosedError,
  EncodingError,
  LimitError,
  type Manager,
  OptionsConflictError,
  type SharedObject,
  TypeConflictError,
} from 'holdall';
import { describe, expect } from 'vitest';
import { doors } from '../harness/doors.js';
import { testThrough } from '../harness/house.js';

const MIB = 2 ** 20;

/** One call of each operation of each type. */
function callsOf(manager: Manager): readonly (() => Promise<unknown>)[] {
  const [queue, dict, lock, event] = [manager.queue(), manager.dict(), manager.lock(), manager.event()];
  const [list, set] = [manager.list<unknown>(), manager.set<unknown>()];
  const [topic, limiter] = [manager.topic(), manager.rateLimiter(undefined, { rate: 1 })];
  const subscription = topic.subscribe();
  return [
    ...[() => queue.put(1), () => queue.putMany([1]), () => queue.putNowait(1), () => queue.get()],
    ...[() => queue.getNowait(), () => queue.getMany(1), () => queue.peek(), () => queue.drain(), () => queue.clear()],
    ...[() => queue.qsize(), () => queue.empty(), () => queue.full(), () => queue.taskDone(), () => queue.join()],
    ...[() => queue.shutdown(), () => queue[Symbol.asyncIterator]().next()],
    ...[() => dict.get('k'), () => dict.set('k', 1), () => dict.has('k'), () => dict.delete('k'), () => dict.size()],
    ...[() => dict.clear(), () => dict.keys(), () => dict.values(), () => dict.entries(), () => dict.pop('k')],
    ...[() => dict.popItem(), () => dict.setDefault('k', 1), () => dict.update({ k: 1 }), () => dict.copy()],
    ...[() => dict.merge({ k: 1 }), () => dict[Symbol.asyncIterator]().next()],
    ...[() => list.at(0), () => list.set(0, 1), () => list.length(), () => list.push(1), () => list.unshift(1)],
    ...[() => list.extend([1]), () => list.insert(0, 1), () => list.pop(), () => list.shift(), () => list.delete(0)],
    ...[() => list.remove(1), () => list.slice(), () => list.setSlice(0, 1, 1, []), () => list.deleteSlice()],
    ...[() => list.splice(0), () => list.clear(), () => list.indexOf(1), () => list.includes(1), () => list.count(1)],
    ...[() => list.reverse(), () => list.sort(), () => list.multiply(2), () => list.compareAndSet(0, 1, 2)],
    ...[() => list.increment(0), () => list.copy(), () => list.concat(), () => list[Symbol.asyncIterator]().next()],
    ...[() => set.add(1), () => set.has(1), () => set.delete(1), () => set.remove(1), () => set.pop()],
    ...[() => set.size(), () => set.clear(), () => set.values(), () => set.copy(), () => set.update([1])],
    ...[() => set.intersectionUpdate([1]), () => set.differenceUpdate([1]), () => set.symmetricDifferenceUpdate([1])],
    ...[() => set.union([1]), () => set.intersection([1]), () => set.difference([1])],
    ...[() => set.symmetricDifference([1]), () => set.isSubsetOf([1]), () => set.isSupersetOf([1])],
    ...[() => set.isDisjointFrom([1]), () => set[Symbol.asyncIterator]().next()],
    ...[() => dict.getMany(['k']), () => dict.deleteMany(['k']), () => dict.setIfAbsent('k', 1)],
    ...[() => dict.compareAndSet('k', 1, 2), () => dict.compareAndDelete('k', 1), () => dict.increment('k')],
    ...[() => dict.getOrSet('k', () => 1), () => dict.ttl('k'), () => dict.expire('k', 1)],
    ...[() => dict.getIn('k', ['a']), () => dict.setIn('k', ['a'], 1), () => dict.incrementIn('k', ['a'])],
    ...[() => dict.deleteIn('k', ['a'])],
    ...[
      () => lock.acquire(),
      () => lock.tryAcquire(),
      () => lock.release(),
      () => lock.locked(),
      () => lock.run(() => {}),
    ],
    ...[() => event.set(), () => event.clear(), () => event.isSet(), () => event.wait()],
    ...[() => topic.publish(1), () => topic.publishMany([1]), () => topic.subscribers()],
    ...[() => subscription.next(), () => subscription.nextMany(1), () => subscription.size()],
    ...[() => subscription.dropped(), () => subscription.fellBehind(), () => subscription.close()],
    ...[() => subscription[Symbol.asyncIterator]().next(), () => topic.subscribe().next()],
    ...[() => limiter.acquire(), () => limiter.tryAcquire(), () => limiter.available(), () => limiter.reset()],
    ...callsOfNumbers(manager),
  ];
}

function callsOfNumbers(manager: Manager): readonly (() => Promise<unknown>)[] {
  const [value, namespace, counter] = [manager.value(), manager.namespace(), manager.counter()];
  const array = manager.array(undefined, { typecode: 'i' });
  return [
    ...[() => value.get(), () => value.set(1), () => value.increment(), () => value.compareAndSet(1, 2)],
    ...[() => value.update(() => 1)],
    ...[() => array.at(0), () => array.set(0, 1), () => array.slice(), () => array.setSlice(0, 1, 1, [1])],
    ...[() => array.length(), () => array.toArray(), () => array.copy(), () => array.fill(0)],
    ...[() => array.increment(0), () => array.compareAndSet(0, 1, 2), () => array.indexOf(0), () => array.includes(0)],
    ...[() => array.count(0), () => array[Symbol.asyncIterator]().next()],
    ...[() => namespace.get('a'), () => namespace.set('a', 1), () => namespace.delete('a'), () => namespace.has('a')],
    ...[() => namespace.update({ a: 1 }), () => namespace.names(), () => namespace.entries()],
    ...[() => namespace.toObject(), () => namespace.increment('a'), () => namespace.compareAndSet('a', 1, 2)],
    ...[() => counter.increment(), () => counter.decrement(), () => counter.get(), () => counter.set(1)],
    ...[() => counter.reset()],
  ];
}

/** A new object of each type. */
function proxiesOf(manager: Manager): readonly SharedObject[] {
  return [
    ...[manager.queue(), manager.dict(), manager.list(), manager.set()],
    ...[manager.lock(), manager.event()],
    ...[manager.topic(), manager.topic().subscribe(), manager.rateLimiter(undefined, { rate: 1 })],
    ...[manager.value(), manager.array(undefined, { typecode: 'i' }), manager.namespace(), manager.counter()],
  ];
}

describe.each(doors)('any call $name', (door) => {
  const test = testThrough(door);

  test('of a manager that was closed rejects with ClosedError', async ({ house }) => {
    const manager = await house.manager();
    const calls = callsOf(manager);
    await manager.close();
    for (const call of calls) await expect(call()).rejects.toThrow(ClosedError);
    await expect(manager.ping()).rejects.toThrow(ClosedError);
    await expect(manager.census()).rejects.toThrow(ClosedError);
    await expect(manager.numberOfObjects()).rejects.toThrow(ClosedError);
    await expect(manager.queue('opened after the end').put(1)).rejects.toThrow(ClosedError);
    await expect(manager.queue().put(1)).rejects.toMatchObject({ code: 'CLOSED', happened: 'no' });
    await manager.close();
  });

  test('of a proxy that was disposed of rejects with ClosedError', async ({ house }) => {
    const manager = await house.manager();
    const queue = manager.queue<number>();
    const dict = manager.dict<string, number>();
    const [lock, event] = [manager.lock(), manager.event()];
    for (const proxy of [queue, dict, lock, event]) proxy[Symbol.dispose]();
    await expect(queue.put(1)).rejects.toThrow(ClosedError);
    await expect(queue[Symbol.asyncIterator]().next()).rejects.toThrow(ClosedError);
    await expect(dict.get('k')).rejects.toThrow(ClosedError);
    await expect(lock.acquire()).rejects.toThrow(ClosedError);
    await expect(lock.tryAcquire()).rejects.toThrow(ClosedError);
    await expect(event.wait()).rejects.toThrow(ClosedError);
    queue[Symbol.dispose]();
    await manager.ping();
  });

  test('made before its proxy was disposed of goes on', async ({ house }) => {
    const [manager, name] = [await house.manager(), house.name()];
    const queue = manager.queue(name);
    const got = queue.get();
    queue[Symbol.dispose]();
    await manager.queue(name).put(1);
    expect(await got).toBe(1);
  });

  test('of a type on a name of another type is refused, and so is every later one', async ({ house }) => {
    const [manager, name] = [await house.manager(), house.name()];
    await manager.queue(name).put(1);
    const dict = manager.dict(name);
    await expect(dict.set('k', 1)).rejects.toThrow(TypeConflictError);
    await expect(dict.size()).rejects.toThrow(TypeConflictError);
    expect(await manager.queue(name).drain()).toEqual([1]);
  });

  test('with options other than those of the name is refused, with the same or none it is not', async ({ house }) => {
    const [manager, name] = [await house.manager(), house.name()];
    await manager.queue(name, { maxSize: 2, order: 'lifo' }).putMany([1, 2]);
    await expect(manager.queue(name, { maxSize: 3 }).put(3)).rejects.toThrow(OptionsConflictError);
    await expect(manager.queue(name, { order: 'fifo' }).put(3)).rejects.toThrow(OptionsConflictError);
    expect(await manager.queue(name).full()).toBe(true);
    expect(await manager.queue(name, { maxSize: 2 }).get()).toBe(2);
    expect(await manager.queue(name, { order: 'lifo', maxSize: 2 }).get()).toBe(1);
  });

  test('needs a name that is a string of bounded length', async ({ house }) => {
    const manager = await house.manager();
    for (const name of ['', 7, null, {}, ['a']] as string[]) {
      expect(() => manager.queue(name)).toThrow(ArgumentError);
    }
    expect(() => manager.dict('x'.repeat(513))).toThrow(LimitError);
    expect(() => manager.lock('é'.repeat(257))).toThrow(LimitError);
    const name = house.name('é');
    const longest = name.padEnd(name.length + 512 - Buffer.byteLength(name), 'x');
    expect(await manager.event(longest).isSet()).toBe(false);
  });

  test('with a function in a value is refused with the path to it, and nothing happens', async ({ house }) => {
    const manager = await house.manager();
    const [queue, dict] = [manager.queue(), manager.dict<string, unknown>()];
    const value = { jobs: [{ run: () => {} }] };
    await expect(queue.put(value)).rejects.toThrow(/argument value of queue\.put\.jobs\[0\]\.run is a function/);
    await expect(queue.putMany([1, value])).rejects.toThrow(/\[1\]\.jobs\[0\]\.run is a function/);
    await expect(dict.set('k', new Map([['m', value]]))).rejects.toThrow(EncodingError);
    await expect(dict.set('k', Symbol('s'))).rejects.toThrow(EncodingError);
    expect([await queue.qsize(), await dict.size()]).toEqual([0, 0]);
  });

  test('with a value over the limit is refused, and the connection lives', async ({ house }) => {
    const manager = await house.manager();
    const [queue, other] = [manager.queue(), await house.client()];
    await queue.put('before');
    const half = new Uint8Array(32 * MIB);
    await expect(queue.put(new Uint8Array(63 * MIB + 1))).rejects.toThrow(LimitError);
    await expect(queue.putMany([half, half])).rejects.toThrow(LimitError);
    await queue.put('after');
    expect(await queue.drain()).toEqual(['before', 'after']);
    expect((await other.census()).sessions).toBe(2);
  });

  test('gives as much as one answer carries, and leaves the rest where it is', async ({ house }) => {
    const queue = (await house.manager()).queue<Uint8Array>();
    const half = new Uint8Array(32 * MIB);
    for (let n = 0; n < 3; n++) await queue.put(half);
    expect((await queue.getMany(3)).map((item) => item.length)).toEqual([half.length]);
    expect((await queue.drain()).map((item) => item.length)).toEqual([half.length]);
    expect(await queue.qsize()).toBe(1);
  });

  test('whose answer does not fit a frame is refused, and nothing happens', async ({ house }) => {
    const dict = (await house.manager()).dict<number, Uint8Array>();
    for (const key of [1, 2]) await dict.set(key, new Uint8Array(32 * MIB));
    const code = await dict.values().catch((error: { code: string }) => error.code);
    expect(code).toBe('LIMIT');
    expect(await dict.size()).toBe(2);
  });

  test('shows what it is about: a proxy tells its type and its name', async ({ house }) => {
    const manager = await house.manager();
    const name = house.name('shown');
    const named = manager.queue(name);
    expect([named.name, String(named)]).toEqual([name, `queue(${JSON.stringify(name)})`]);
    for (const proxy of proxiesOf(manager)) {
      expect(proxy.name).toBeUndefined();
      expect(String(proxy)).toMatch(/^[a-zA-Z]+\([\w-]{22}\)$/);
    }
    await named.qsize();
  });
});
