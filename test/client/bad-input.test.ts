/** What programs that no compiler has checked give: each call rejects, never throws, and says what was wrong where. */
import { runInNewContext } from 'node:vm';
import type { Manager } from 'holdall';
import { describe, expect } from 'vitest';
import { memoryDoor } from '../harness/doors.js';
import { testThrough } from '../harness/house.js';

// biome-ignore lint/suspicious/noExplicitAny: JavaScript as it is written without types is what these tests are about.
type Untyped = any;

const thrower = {
  get timeout(): number {
    throw new Error('from a getter');
  },
};

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

class Settings {
  readonly a = 1;
}

/** Objects of this program whose fields nobody means when a dict is to be filled from them. */
const noEntries = {
  promise: () => Promise.resolve({ a: 1 }),
  proxy: (manager: Manager) => manager.dict(),
  date: () => new Date(0),
  instance: () => new Settings(),
  text: () => 'ab',
  pairless: () => [1],
  number: () => 5,
  nothing: () => null,
} satisfies Record<string, (manager: Manager) => unknown>;

const queueCalls: Record<string, (queue: Untyped) => Promise<unknown>> = {
  'options of queue.put': (queue) => queue.put(1, null),
  'options of queue.putMany': (queue) => queue.putMany([1], 5),
  'options of queue.get': (queue) => queue.getNowait(5),
  'options of queue.shutdown': (queue) => queue.shutdown(null),
  'argument values of queue.putMany': (queue) => queue.putMany({ [Symbol.iterator]: 5 }),
  'option priority of queue.put': (queue) => queue.putNowait(1, { priority: 'high' }),
  'timeout of queue.get': (queue) => queue.get({ timeout: '5' }),
  'queue.get has no option "0"; it has timeout, signal, fence': (queue) => queue.get({ 0: 1 }),
};

const wrongTtls = { zero: 0, negative: -1, NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, text: '5', null: null };

const callsWithTtl: Record<string, (dict: Untyped, ttl: unknown) => Promise<unknown>> = {
  'option ttl of dict.set': (dict, ttl) => dict.set('k', 2, { ttl }),
  'option ttl of dict.setIfAbsent': (dict, ttl) => dict.setIfAbsent('new', 2, { ttl }),
  'option ttl of dict.setDefault': (dict, ttl) => dict.setDefault('new', 2, { ttl }),
  'option ttl of dict.getOrSet': (dict, ttl) => dict.getOrSet('new', () => expect.unreachable('made'), { ttl }),
  'option ttl of dict.compareAndSet': (dict, ttl) => dict.compareAndSet('k', 1, 2, { ttl }),
  'option ttl of dict.update': (dict, ttl) => dict.update({ k: 2, new: 2 }, { ttl }),
};

const dictCalls: Record<string, (dict: Untyped) => Promise<unknown>> = {
  'argument ttl of dict.expire must be a finite number of more than 0 milliseconds; got 0': (dict) =>
    dict.expire('k', 0),
  'argument ttl of dict.expire must be a finite number of more than 0 milliseconds; got "5"': (dict) =>
    dict.expire('k', '5'),
  'argument by of dict.increment must be a finite number or a BigInt; got NaN': (dict) =>
    dict.increment('k', Number.NaN),
  'argument by of dict.increment must be a finite number or a BigInt; got "1"': (dict) => dict.increment('k', '1'),
  'argument by of dict.increment must be a finite number or a BigInt; got null': (dict) => dict.increment('k', null),
  'argument by of dict.incrementIn must be a finite number or a BigInt; got Infinity': (dict) =>
    dict.incrementIn('k', ['a'], Number.POSITIVE_INFINITY),
  'argument path of dict.getIn must be an array of 1 to 500 steps, as ["users", 0, "name"]; got one of 0': (dict) =>
    dict.getIn('k', []),
  'argument path of dict.setIn must be an array of 1 to 500 steps, as ["users", 0, "name"]; got "a.b"': (dict) =>
    dict.setIn('k', 'a.b', 1),
  'argument path of dict.incrementIn must be an array of 1 to 500 steps': (dict) =>
    dict.incrementIn(
      'k',
      Array.from({ length: 501 }, () => 'x'),
    ),
  'argument path of dict.deleteIn must be an array of 1 to 500 steps': (dict) =>
    dict.deleteIn('k', { 0: 'a', length: 1 }),
  'argument keys of dict.getMany must be an array or another iterable; got 5': (dict) => dict.getMany(5),
  'argument keys of dict.deleteMany must be an array or another iterable; got undefined': (dict) => dict.deleteMany(),
  'argument make of dict.getOrSet must be a function; got 1': (dict) => dict.getOrSet('new', 1),
  'options of dict.getMany must be a plain object': (dict) => dict.getOrSet('new', () => 2, null),
  'dict.increment has no option "ttl"': (dict) => dict.increment('k', 1, { ttl: 5 }),
};

const otherCalls: Record<string, (manager: Untyped) => Promise<unknown>> = {
  'options of dict.pop': (manager) => manager.dict().pop('k', null),
  'options of dict.entries': (manager) => manager.dict().copy(7),
  'options of lock.acquire': (manager) => manager.lock().tryAcquire(null),
  'timeout of lock.acquire': (manager) => manager.lock().tryAcquire({ timeout: null }),
  'argument grant of lock.release must be what acquire or tryAcquire of this lock gave; got 5': (manager) =>
    manager.lock().release(5),
  'argument grant of lock.release must be what acquire or tryAcquire of this lock gave; got null': (manager) =>
    manager.lock().release(null),
  'argument fn of lock.run': (manager) => manager.lock().run(5),
  'fence of event.set': (manager) => manager.event().set({ fence: 5 }),
  'options of topic.publish': (manager) => manager.topic().publish(1, null),
  'argument values of topic.publishMany': (manager) => manager.topic().publishMany(null),
  'topic.publish has no option "priority"': (manager) => manager.topic().publish(1, { priority: 1 }),
  'options of subscription.next': (manager) => manager.topic().subscribe().next(5),
  'argument max of subscription.nextMany': (manager) => manager.topic().subscribe().nextMany('all'),
  'options of rateLimiter.acquire': (manager) => manager.rateLimiter(undefined, { rate: 1 }).tryAcquire(1, null),
  'argument count of rateLimiter.acquire': (manager) => manager.rateLimiter(undefined, { rate: 1 }).acquire({}),
  'option rate of rateLimiter is missing': (manager) => manager.rateLimiter().acquire(),
  'option topic of subscription is missing': (manager) => manager.subscription().next(),
  'options of broker.ping': (manager) => manager.ping(null),
};

describe('what no compiler has checked', () => {
  const test = testThrough(memoryDoor);

  test.for(Object.entries(otherCalls))('rejects the call: %s', async ([says, call], { house }) => {
    await expectRefused(call(await house.manager()), says);
  });

  test.for(Object.entries(queueCalls))('rejects the call of a queue: %s', async ([says, call], { house }) => {
    const queue = (await house.manager()).queue();
    await expectRefused(call(queue), says);
    expect(await queue.qsize()).toBe(0);
  });

  test.for(Object.entries(dictCalls))('rejects the call of a dict: %s', async ([says, call], { house }) => {
    const dict = (await house.manager()).dict();
    await dict.set('k', 1);
    await expectRefused(call(dict), says);
    expect(await dict.entries()).toEqual([['k', 1]]);
  });

  test.for(Object.entries(callsWithTtl))('rejects a time that is none: %s', async ([says, call], { house }) => {
    const dict = (await house.manager()).dict();
    await dict.set('k', 1);
    for (const wrong of Object.values(wrongTtls)) await expectRefused(call(dict, wrong), says);
    expect(await dict.entries()).toEqual([['k', 1]]);
    expect(await dict.ttl('k')).toBeUndefined();
  });

  test('rejects a path with a step that can be none', async ({ house }) => {
    const dict = (await house.manager()).dict();
    for (const step of [() => {}, Symbol('s'), dict]) {
      const refused = dict.setIn('k', ['a', step], 1);
      await expect(refused).rejects.toMatchObject({
        code: 'ENCODING',
        message: expect.stringContaining('argument path of dict.setIn[1]'),
      });
    }
    expect(await dict.size()).toBe(0);
  });

  test('rejects where a getter among the options throws', async ({ house }) => {
    const manager = await house.manager();
    const calls = [
      ...[manager.queue().putNowait(1, thrower), manager.queue().getNowait(thrower), manager.queue().get(thrower)],
      ...[manager.lock().tryAcquire(thrower), manager.dict().pop('k', thrower)],
      manager.dict().getOrSet('k', () => 1, thrower),
    ];
    for (const call of calls) await expect(call).rejects.toThrow('from a getter');
  });

  test.for(Object.entries(noEntries))('fills no dict from a %s', async ([, make], { house }) => {
    const manager = await house.manager();
    const dict = manager.dict();
    await expectRefused(dict.update(make(manager) as Untyped), 'argument entries of dict.update');
    await expectRefused(dict.merge(make(manager) as Untyped), 'argument entries of dict.merge');
    expect(await dict.size()).toBe(0);
  });

  test('fills a dict from maps, pairs and plain objects', async ({ house }) => {
    const dict = (await house.manager()).dict();
    await dict.update(new Map([['map', 1]]));
    await dict.update([['pair', 2]]);
    await dict.update(Object.assign(Object.create(null), { bare: 3 }));
    await dict.update(runInNewContext('({ foreign: 4 })'));
    expect([...(await dict.merge({ plain: 5 })).keys()]).toEqual(['map', 'pair', 'bare', 'foreign', 'plain']);
  });

  test.for([
    [10n, 'got a bigint'],
    [cyclic, 'got an object'],
    [Symbol('name'), 'got a symbol'],
    [new Date(0), 'got an instance of Date'],
    ['\ud800', 'must hold no lone surrogates and begin with no byte order mark'],
    ['\ufeffname', 'must hold no lone surrogates and begin with no byte order mark'],
  ])('opens nothing under a name that is none: %#', async ([name, says], { house }) => {
    const manager: Untyped = await house.manager();
    for (const open of [manager.queue, manager.event]) {
      expect(() => open(name)).toThrow(expect.objectContaining({ code: 'ARGUMENT' }));
      expect(() => open(name)).toThrow(says as string);
    }
    expect(() => manager.event(name)).toThrow('the name of an event');
  });

  test.for([
    ['a field named __proto__', JSON.parse('{"__proto__": 1}')],
    ['a name of many bytes', { ['x'.repeat(2 ** 26 + 1)]: 1 }],
    ['a name that is none', { maxsize: 5 }],
    ['a name that every object has', { toString: 1 }],
    ['null', null],
    ['a number', 5],
  ])('opens nothing with options that are none, and the session goes on: %s', async ([, options], { house }) => {
    const manager: Untyped = await house.manager();
    expect(() => manager.queue(undefined, options)).toThrow(expect.objectContaining({ code: 'ARGUMENT' }));
    await manager.ping();
  });
});

async function expectRefused(call: Promise<unknown>, says: string): Promise<void> {
  await expect(call).rejects.toMatchObject({ code: 'ARGUMENT', message: expect.stringContaining(says) });
}
