import {
  ArgumentError,
  EncodingError,
  LimitError,
  OptionsConflictError,
  type SharedQueue,
  TypeConflictError,
} from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { type HouseTest, testThrough } from '../../harness/house.js';

/** Everything a topic promises, through one door. */
export function topicSuite(door: Door): HouseTest {
  const test = testThrough(door);
  publishingTests(test);
  lifeTests(test);
  openingTests(test);
  return test;
}

function publishingTests(test: HouseTest): void {
  test('gives every message to all who subscribe, in the order of publishing', async ({ house }) => {
    const topic = (await house.manager()).topic<unknown>();
    using first = topic.subscribe();
    await topic.publish('one');
    using second = topic.subscribe();
    await topic.publishMany(new Set([2, undefined]));
    await topic.publish(null);
    expect(await first.nextMany(9)).toEqual(['one', 2, undefined, null]);
    expect(await second.nextMany(9)).toEqual([2, undefined, null]);
  });

  test('tells how many subscriptions a message reached', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    expect([await topic.publish(1), await topic.publishMany([2, 3]), await topic.subscribers()]).toEqual([0, 0, 0]);
    const [first, second] = [topic.subscribe(), topic.subscribe()];
    expect([await topic.publish(4), await topic.publishMany([]), await topic.subscribers()]).toEqual([2, 2, 2]);
    await first.close();
    expect([await topic.publish(5), await topic.subscribers()]).toEqual([1, 1]);
    second[Symbol.dispose]();
    expect([await topic.publishMany([6]), await topic.subscribers()]).toEqual([0, 0]);
    expect(await first.nextMany(5)).toEqual([4]);
  });

  test('takes many messages as one: all in order, or none', async ({ house }) => {
    const topic = (await house.manager()).topic<unknown>();
    using subscription = topic.subscribe();
    await expect(topic.publishMany([1, () => {}])).rejects.toThrow(EncodingError);
    await expect(topic.publishMany(5 as never)).rejects.toThrow('argument values of topic.publishMany');
    expect(await subscription.size()).toBe(0);
    await topic.publishMany('abc');
    expect(await subscription.nextMany(5)).toEqual(['a', 'b', 'c']);
  });

  test('carries messages between programs, each publisher’s in their order', async ({ house }) => {
    const [topicName, name] = [house.name('topic'), house.name('subscription')];
    const [a, b, reader] = await house.clients();
    const subscription = reader.subscription<[string, number]>(name, { topic: reader.topic(topicName) });
    await subscription.size();
    const numbers = Array.from({ length: 100 }, (_, n) => n);
    const publishing = [
      ...numbers.map((n) => a.topic(topicName).publish(['a', n])),
      ...numbers.map((n) => b.topic(topicName).publish(['b', n])),
    ];
    expect(new Set(await Promise.all(publishing))).toEqual(new Set([1]));
    const got = await subscription.nextMany(300);
    for (const who of ['a', 'b']) expect(got.filter(([id]) => id === who).map(([, n]) => n)).toEqual(numbers);
  });

  test('lets each subscription keep the objects that its messages refer to, until they are taken', async ({
    house,
  }) => {
    const manager = await house.manager();
    const topic = manager.topic<SharedQueue<string>>();
    const [first, second] = [topic.subscribe(), topic.subscribe()];
    const queue = manager.queue<string>();
    await queue.put('inside');
    await topic.publish(queue);
    queue[Symbol.dispose]();
    const received = await first.next();
    expect(await received.get()).toBe('inside');
    received[Symbol.dispose]();
    expect(await manager.numberOfObjects()).toBe(house.names + 4);
    second[Symbol.dispose]();
    expect(await manager.numberOfObjects()).toBe(house.names + 2);
  });
}

function lifeTests(test: HouseTest): void {
  test('keeps none of its subscriptions alive', async ({ house }) => {
    const manager = await house.manager();
    const topic = manager.topic<number>();
    const subscription = topic.subscribe();
    await topic.publish(1);
    expect(await manager.numberOfObjects()).toBe(house.names + 2);
    subscription[Symbol.dispose]();
    expect(await manager.numberOfObjects()).toBe(house.names + 1);
    expect(await topic.publish(2)).toBe(0);
  });

  test('retains nothing of a session with subscriptions that ended', async ({ house }) => {
    const name = house.name();
    const [dead, other] = [await house.manager(), await house.manager()];
    const subscriptions = Array.from({ length: 50 }, () => dead.topic<unknown>(name).subscribe());
    const topic = other.topic<unknown>(name);
    await Promise.all(subscriptions.map((subscription) => subscription.size()));
    expect(await topic.publish(topic)).toBe(50);
    await dead.close();
    expect(await other.numberOfObjects()).toBe(house.names);
    expect(await topic.subscribers()).toBe(0);
  });

  test('lives as long as one of its subscriptions', async ({ house }) => {
    const manager = await house.manager();
    const topic = manager.topic<number>();
    const subscription = topic.subscribe();
    topic[Symbol.dispose]();
    expect(await subscription.size()).toBe(0);
    expect(await manager.numberOfObjects()).toBe(house.names + 2);
    subscription[Symbol.dispose]();
    expect(await manager.numberOfObjects()).toBe(house.names);
  });

  test('has an unnamed subscription as long as its proxy is stored somewhere', async ({ house }) => {
    const [a, b] = [await house.manager(), await house.manager()];
    const [topicName, queueName] = [house.name('topic'), house.name('queue')];
    const subscription = a.topic<string>(topicName).subscribe();
    await a.queue(queueName).put(subscription);
    await a.close();
    expect(await b.topic(topicName).publish('kept')).toBe(1);
    const received = await b.queue<typeof subscription>(queueName).get();
    expect(await received.next()).toBe('kept');
    received[Symbol.dispose]();
    expect(await b.topic(topicName).publish('for nobody')).toBe(0);
  });
}

function openingTests(test: HouseTest): void {
  test('and the manager open one and the same subscription by name', async ({ house }) => {
    const manager = await house.manager();
    const [topic, name] = [manager.topic<number>(house.name('topic')), house.name('subscription')];
    const mine = topic.subscribe(name, { buffer: 5 });
    await topic.publish(7);
    expect(await manager.subscription<number>(name, { topic }).next()).toBe(7);
    expect(await manager.subscription<number>(name).size()).toBe(0);
    expect([mine.equals(manager.subscription(name)), await topic.subscribers()]).toEqual([true, 1]);
  });

  test('does not share the name of a subscription with another topic', async ({ house }) => {
    const manager = await house.manager();
    const [one, other, name] = [house.name('topic'), house.name('topic'), house.name('subscription')];
    expect(await manager.topic(one).subscribe(name).size()).toBe(0);
    await expect(manager.topic(other).subscribe(name).next()).rejects.toThrow(OptionsConflictError);
    await expect(manager.topic(one).subscribe(name, { buffer: 3 }).next()).rejects.toThrow(OptionsConflictError);
    await expect(manager.topic(one).subscribe(other).next()).rejects.toThrow(TypeConflictError);
    expect(await manager.topic(other).subscribers()).toBe(0);
  });

  const wrongOptions: readonly Record<string, unknown>[] = [
    { buffer: 0 },
    { buffer: 1.5 },
    { buffer: '3' },
    { buffer: Number.NaN },
    { overflow: 'drop' },
    { overflow: 1 },
  ];
  test.for(wrongOptions)('makes no subscription with the option %j', async (options, { house }) => {
    const manager = await house.manager();
    const topic = manager.topic();
    await expect(topic.subscribe(undefined, options as never).next()).rejects.toThrow(ArgumentError);
    expect([await topic.publish(1), await manager.numberOfObjects()]).toEqual([0, house.names + 1]);
  });

  test('makes no subscription of what is no name or no options', async ({ house }) => {
    const topic = (await house.manager()).topic();
    for (const options of [null, 5, { topic }, { size: 5 }] as never[]) {
      expect(() => topic.subscribe(undefined, options)).toThrow(ArgumentError);
      expect(() => topic.subscribe(undefined, options)).toThrow('topic.subscribe');
    }
    expect(() => topic.subscribe('')).toThrow(ArgumentError);
    expect(() => topic.subscribe('x'.repeat(513))).toThrow(LimitError);
    expect(await topic.subscribers()).toBe(0);
  });

  test('is needed by a new subscription, and must be a topic', async ({ house }) => {
    const manager = await house.manager();
    await expect(manager.subscription().next()).rejects.toThrow('option topic of subscription is missing');
    await expect(manager.subscription(undefined, { topic: manager.queue() as never }).next()).rejects.toThrow(
      'option topic of subscription must be a topic; got unnamed queue',
    );
    expect(() => manager.subscription(undefined, { topic: 'news' as never })).toThrow(ArgumentError);
  });
}
