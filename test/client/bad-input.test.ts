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

const otherCalls: Record<string, (manager: Untyped) => Promise<unknown>> = {
  'options of dict.pop': (manager) => manager.dict().pop('k', null),
  'options of dict.entries': (manager) => manager.dict().copy(7),
  'options of lock.acquire': (manager) => manager.lock().tryAcquire(null),
  'timeout of lock.acquire': (manager) => manager.lock().tryAcquire({ timeout: null }),
  'argument grant of lock.release must be what acquire gave; got 5': (manager) => manager.lock().release(5),
  'argument grant of lock.release must be what acquire gave; got null': (manager) => manager.lock().release(null),
  'argument fn of lock.run': (manager) => manager.lock().run(5),
  'fence of event.set': (manager) => manager.event().set({ fence: 5 }),
  'options of topic.publish': (manager) => manager.topic().publish(1, null),
  'argument values of topic.publishMany': (manager) => manager.topic().publishMany(null),
  'topic.publish has no option "priority"': (manager) => manager.topic().publish(1, { priority: 1 }),
  'options of subscription.next': (manager) => manager.topic().subscribe().next(5),
  'argument max of subscription.nextMany': (manager) => manager.topic().subscribe().nextMany('all'),
  'options of rateLimiter.acquire': (manager) => manager.rateLimiter(undefined, { rate: 1 }).tryAcquire(1, null),
  'argument count of rateLimiter.acquire': (manager) => manager.rateLimiter(undefined, { rate: 1 }).acquire({}),
  'a new rateLimiter needs a rate': (manager) => manager.rateLimiter().acquire(),
  'a new subscription needs a topic': (manager) => manager.subscription().next(),
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

  test('rejects where a getter among the options throws', async ({ house }) => {
    const manager = await house.manager();
    const calls = [
      ...[manager.queue().putNowait(1, thrower), manager.queue().getNowait(thrower), manager.queue().get(thrower)],
      ...[manager.lock().tryAcquire(thrower), manager.dict().pop('k', thrower)],
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
