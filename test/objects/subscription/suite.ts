import { ArgumentError, type SharedDict, type SharedSubscription, ShutDown, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { type HouseTest, testThrough, waiting } from '../../harness/house.js';

/** Everything a subscription promises, through one door. */
export function subscriptionSuite(door: Door): void {
  const test = testThrough(door);
  readingTests(test);
  overflowTests(test);
  endingTests(test);
}

function readingTests(test: HouseTest): void {
  test('gives its messages in order, one by one or many at once', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    using subscription = topic.subscribe();
    await topic.publishMany([1, 2, 3, 4]);
    expect([await subscription.size(), await subscription.next()]).toEqual([4, 1]);
    expect([await subscription.nextMany(2), await subscription.nextMany(2)]).toEqual([[2, 3], [4]]);
    await expect(subscription.next({ timeout: 0 })).rejects.toThrow(TimeoutError);
    expect([await subscription.size(), await subscription.dropped()]).toEqual([0, 0]);
  });

  test('refuses to give a number that is no whole number from 1, and is as before', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    using subscription = topic.subscribe();
    await topic.publish(1);
    for (const max of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined] as number[]) {
      await expect(subscription.nextMany(max)).rejects.toThrow(ArgumentError);
    }
    expect(await subscription.nextMany(1)).toEqual([1]);
  });

  test('by a name keeps messages while nobody reads, for whoever knows the name', async ({ house }) => {
    const [topicName, name] = [house.name('topic'), house.name('subscription')];
    const [first, publisher, later] = await house.clients();
    expect(await first.subscription(name, { topic: first.topic(topicName) }).size()).toBe(0);
    await first.close();
    expect(await publisher.topic(topicName).publishMany(['one', 'two'])).toBe(1);
    expect(await later.subscription(name).nextMany(5)).toEqual(['one', 'two']);
  });

  test('by a name gives each message to one of its readers, first come, first served', async ({ house }) => {
    const [topicName, name] = [house.name('topic'), house.name('subscription')];
    const clients = await house.clients();
    const topic = clients[0].topic<number>(topicName);
    const got: Promise<number>[] = [];
    for (const client of clients) {
      got.push(client.subscription<number>(name, { topic: client.topic<number>(topicName) }).next());
      expect(await waiting(client)).toBe(got.length);
    }
    expect(await topic.publishMany([1, 2, 3, 4])).toBe(1);
    expect(await Promise.all(got)).toEqual([1, 2, 3]);
    expect(await clients[1].subscription(name).next()).toBe(4);
  });

  test('gives messages with proxies in them, live', async ({ house }) => {
    const manager = await house.manager();
    const topic = manager.topic<{ counts: SharedDict<string, number> }>();
    using subscription = topic.subscribe();
    const counts = manager.dict<string, number>();
    await counts.set('a', 1);
    await topic.publish({ counts });
    expect(await (await subscription.next()).counts.get('a')).toBe(1);
  });
}

function overflowTests(test: HouseTest): void {
  test('whose buffer is full loses the oldest message, when nobody says otherwise', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    using subscription = topic.subscribe(undefined, { buffer: 2 });
    expect(await topic.publishMany([1, 2, 3])).toBe(1);
    expect(await topic.publish(4)).toBe(1);
    expect([await subscription.dropped(), await subscription.nextMany(5)]).toEqual([2, [3, 4]]);
    await topic.publish(5);
    expect([await subscription.dropped(), await subscription.next()]).toEqual([2, 5]);
  });

  test('has room for a thousand messages, when nobody says otherwise', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    using subscription = topic.subscribe();
    await topic.publishMany(Array.from({ length: 1_001 }, (_, n) => n));
    expect([await subscription.size(), await subscription.dropped(), await subscription.next()]).toEqual([1_000, 1, 1]);
  });

  test('loses the message that comes, if it is to drop the newest', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    using subscription = topic.subscribe(undefined, { buffer: 2, overflow: 'dropNewest' });
    await topic.publishMany([1, 2, 3, 4]);
    expect([await subscription.dropped(), await subscription.nextMany(5)]).toEqual([2, [1, 2]]);
    await topic.publish(5);
    expect(await subscription.next()).toBe(5);
  });

  test('ends after the messages that it has, if it is to end, and says that it fell behind', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    const subscription = topic.subscribe(undefined, { buffer: 2, overflow: 'end' });
    expect(await topic.publishMany([1, 2])).toBe(1);
    expect(await subscription.fellBehind()).toBe(false);
    expect([await topic.publishMany([3, 4]), await topic.subscribers()]).toEqual([0, 0]);
    expect([await subscription.fellBehind(), await subscription.dropped()]).toEqual([true, 1]);
    await subscription.close();
    expect(await subscription.nextMany(5)).toEqual([1, 2]);
    for (const refused of [subscription.next(), subscription.nextMany(1), subscription.next({ timeout: 0 })]) {
      await expect(refused).rejects.toThrow(ShutDown);
      await expect(refused).rejects.toThrow('fell behind');
    }
  });

  test('lets go of the objects in messages that it loses', async ({ house }) => {
    const manager = await house.manager();
    const topic = manager.topic<unknown>();
    const overflows = ['dropOldest', 'dropNewest', 'end'] as const;
    const subscriptions = overflows.map((overflow) => topic.subscribe(undefined, { buffer: 1, overflow }));
    const [first, second] = [manager.dict(), manager.dict()];
    await topic.publishMany([first, second]);
    for (const proxy of [first, second]) proxy[Symbol.dispose]();
    expect(await manager.numberOfObjects()).toBe(house.names + 6);
    subscriptions[0]?.[Symbol.dispose]();
    expect(await manager.numberOfObjects()).toBe(house.names + 4);
    for (const subscription of subscriptions) subscription[Symbol.dispose]();
    expect(await manager.numberOfObjects()).toBe(house.names + 1);
  });
}

function endingTests(test: HouseTest): void {
  test('that was closed gives what it has, and then rejects with ShutDown', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    const subscription = topic.subscribe();
    await topic.publish(1);
    await subscription.close();
    await subscription.close();
    expect(await topic.publish(2)).toBe(0);
    expect([await subscription.size(), await subscription.next()]).toEqual([1, 1]);
    await expect(subscription.next()).rejects.toThrow(ShutDown);
    await expect(subscription.nextMany(3)).rejects.toThrow('the subscription was closed and has no more messages');
    expect([await subscription.fellBehind(), await subscription.dropped()]).toEqual([false, 0]);
  });

  test('that is closed tells all who wait, and stays closed under its name', async ({ house }) => {
    const [topicName, name] = [house.name('topic'), house.name('subscription')];
    const [a, b, c] = await house.clients();
    const open = (client: typeof a) => client.subscription(name, { topic: client.topic(topicName) });
    const refused = [open(a).next(), open(b).nextMany(3)].map((next) => expect(next).rejects.toThrow(ShutDown));
    await waiting(a);
    expect(await waiting(b)).toBe(2);
    await open(c).close();
    await Promise.all(refused);
    await expect(open(c).next()).rejects.toThrow(ShutDown);
    expect(await c.topic(topicName).publish(1)).toBe(0);
  });

  test('is iterated over until it was closed and is empty', async ({ house }) => {
    const topicName = house.name();
    const publisher = await house.client();
    const topic = (await house.manager()).topic<number | undefined>(topicName);
    const subscription = topic.subscribe();
    const got: (number | undefined)[] = [];
    const iterating = (async () => {
      for await (const message of subscription) got.push(message);
    })();
    await subscription.size();
    await publisher.topic(topicName).publishMany([1, undefined, 3]);
    await publisher.topic(topicName).publish(4);
    await subscription.close();
    await iterating;
    expect(got).toEqual([1, undefined, 3, 4]);
  });

  test('rejects an iteration that has read what there was when it fell behind', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    const subscription = topic.subscribe(undefined, { buffer: 2, overflow: 'end' });
    await topic.publishMany([1, 2, 3]);
    const got: number[] = [];
    await expect(collect(subscription, got)).rejects.toThrow('fell behind');
    expect(got).toEqual([1, 2]);
  });

  test('loses nothing to an iteration that is left', async ({ house }) => {
    const topic = (await house.manager()).topic<number>();
    using subscription = topic.subscribe();
    await topic.publishMany([1, 2, 3]);
    for await (const message of subscription) if (message === 2) break;
    expect(await subscription.nextMany(5)).toEqual([3]);
  });
}

async function collect(subscription: SharedSubscription<number>, into: number[]): Promise<void> {
  for await (const message of subscription) into.push(message);
}
