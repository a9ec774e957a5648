import { ArgumentError, Empty, ShutDown, StaleDeliveryError, ValueError } from 'holdall';
import { expect } from 'vitest';
import { type HouseTest, waiting } from '../../harness/house.js';

/** Longer than any test. */
const LONG = 3_600_000;

export function deliveryTests(test: HouseTest): void {
  test('keeps a reserved item until it is acknowledged', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    await queue.putMany(['a', 'b']);
    const delivery = await queue.reserve();
    expect([delivery.value, delivery.attempt, delivery.id]).toEqual(['a', 1, undefined]);
    expect(await queue.stats()).toMatchObject({ ready: 1, delayed: 0, reserved: 1, unfinished: 2 });
    await delivery.ack();
    expect(await queue.stats()).toMatchObject({ ready: 1, reserved: 0, unfinished: 1 });
    expect(await queue.drain()).toEqual(['b']);
  });

  test('gives an item that is given back to the next, from its old place', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const queue = a.queue<string>(name);
    await queue.putMany(['a', 'b']);
    const first = await queue.reserve();
    await first.nack();
    const second = await b.queue<string>(name).reserve();
    expect([second.value, second.attempt]).toEqual(['a', 2]);
    await second.nack();
    expect(await queue.getMany(2)).toEqual(['a', 'b']);
  });

  test('gives an item whose lease is over to the next, and refuses the one who had it', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const queue = a.queue<string>(name);
    await queue.put('slow');
    const lost = await queue.reserve({ lease: 1 });
    const taken = await b.queue<string>(name).reserve();
    expect([taken.value, taken.attempt]).toEqual(['slow', 2]);
    await expect(lost.ack()).rejects.toThrow(StaleDeliveryError);
    await expect(lost.nack()).rejects.toThrow(StaleDeliveryError);
    await expect(lost.extend()).rejects.toThrow(StaleDeliveryError);
    await taken.ack();
    expect(await queue.stats()).toEqual({ ready: 0, delayed: 0, reserved: 0, unfinished: 0, bytes: 0 });
  });

  test('refuses to settle a delivery twice, however it was settled', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    await queue.putMany(['a', 'b']);
    const [a, b] = [await queue.reserve(), await queue.reserve()];
    await a.ack();
    await b.nack();
    for (const delivery of [a, b]) {
      await expect(delivery.ack()).rejects.toMatchObject({ code: 'STALE_DELIVERY', happened: 'no' });
      await expect(delivery.nack()).rejects.toThrow(StaleDeliveryError);
      await expect(delivery.extend(5)).rejects.toThrow(StaleDeliveryError);
    }
    expect(await queue.drain()).toEqual(['b']);
  });

  test('keeps an item for longer when its delivery is extended', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const queue = a.queue<string>(name);
    await queue.put('a');
    const delivery = await queue.reserve({ lease: LONG });
    await delivery.extend(1);
    const next = await b.queue<string>(name).reserve({ lease: LONG });
    expect(next.attempt).toBe(2);
    await next.extend();
    await next.extend(LONG);
    await next.ack();
  });

  test('gives several at once, each a delivery of its own', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await queue.putMany([1, 2, 3]);
    const deliveries = await queue.reserveMany(2, { lease: LONG });
    expect(deliveries.map(({ value }) => value)).toEqual([1, 2]);
    await deliveries[0]?.nack();
    await deliveries[1]?.ack();
    expect((await queue.reserveMany(5)).map(({ value, attempt }) => [value, attempt])).toEqual([
      [1, 2],
      [3, 1],
    ]);
    await expect(queue.reserveMany(5, { timeout: 0 })).rejects.toThrow(Empty);
  });

  test('lets who reserves and who gets wait in one line', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const reserved = a.queue<number>(name).reserve();
    expect(await waiting(a)).toBe(1);
    const got = b.queue<number>(name).get();
    expect(await waiting(b)).toBe(2);
    const many = c.queue<number>(name).reserveMany(2);
    expect(await waiting(c)).toBe(3);
    await a.queue<number>(name).putMany([1, 2, 3]);
    expect((await reserved).value).toBe(1);
    expect(await got).toBe(2);
    expect((await many).map(({ value }) => value)).toEqual([3]);
  });

  test('gives reserved items back at once when their session ends, in their order', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const queue = b.queue<number>(name);
    await queue.putMany([1, 2, 3]);
    await a.queue<number>(name).reserveMany(2, { lease: LONG });
    await a.close();
    expect((await queue.reserveMany(3)).map(({ value, attempt }) => [value, attempt])).toEqual([
      [1, 2],
      [2, 2],
      [3, 1],
    ]);
  });

  test('is joined when all is acknowledged, without taskDone', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const queue = a.queue<number>(name);
    await queue.putMany([1, 2]);
    const join = b.queue(name).join();
    expect(await waiting(b)).toBe(1);
    const [first, second] = await queue.reserveMany(2);
    await first?.ack();
    await second?.nack();
    expect(await waiting(a)).toBe(1);
    await (await queue.reserve()).ack();
    await join;
    await expect(queue.taskDone()).rejects.toThrow(ValueError);
  });

  test('gives a delivery back where it is used and goes out of scope, unless it was settled', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    await queue.putMany(['a', 'b', 'c']);
    {
      await using acknowledged = await queue.reserve();
      await acknowledged.ack();
      await using _left = await queue.reserve();
      await using settledElsewhere = await queue.reserve();
      void settledElsewhere.ack();
    }
    expect(await queue.drain()).toEqual(['b']);
    await queue.put('lost');
    {
      await using lost = await queue.reserve({ lease: 1 });
      expect((await queue.reserve({ lease: LONG })).attempt).toBe(2);
      await expect(lost.ack()).rejects.toThrow(StaleDeliveryError);
    }
    expect((await queue.stats()).reserved).toBe(1);
  });

  test('refuses leases and delays that are none, and everything is as before', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    await queue.put('a');
    for (const lease of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5'] as number[]) {
      await expect(queue.reserve({ lease })).rejects.toThrow(ArgumentError);
      await expect(queue.reserveMany(1, { lease })).rejects.toThrow(ArgumentError);
    }
    for (const max of [0, -1, 1.5, '1', undefined] as number[]) {
      await expect(queue.reserveMany(max)).rejects.toThrow(ArgumentError);
    }
    const delivery = await queue.reserve();
    for (const delay of [-1, Number.NaN, Number.POSITIVE_INFINITY, '5'] as number[]) {
      await expect(delivery.nack({ delay })).rejects.toThrow(ArgumentError);
    }
    for (const lease of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5'] as number[]) {
      await expect(delivery.extend(lease)).rejects.toThrow(ArgumentError);
    }
    await expect(delivery.ack({ delay: 5 } as never)).rejects.toThrow(ArgumentError);
    expect(await queue.stats()).toMatchObject({ ready: 0, reserved: 1, unfinished: 1 });
    await delivery.ack();
  });

  test('that was shut down and is empty refuses who reserves; what comes back is still given', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    await queue.putMany(['a', 'b']);
    const first = await queue.reserve();
    await queue.shutdown();
    const second = await queue.reserve();
    await expect(queue.reserve()).rejects.toThrow(ShutDown);
    await expect(queue.reserveMany(2)).rejects.toThrow(ShutDown);
    await first.nack();
    expect(await queue.get()).toBe('a');
    await second.ack();
    await queue.taskDone();
    await queue.join();
  });

  test('that was shut down at once drops what comes back', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    await queue.putMany(['a', 'b', 'c']);
    const [first, second] = await queue.reserveMany(2);
    await queue.shutdown({ immediate: true });
    expect(await queue.stats()).toMatchObject({ ready: 0, reserved: 2, unfinished: 2 });
    await first?.nack();
    await second?.ack();
    await queue.join();
    await expect(queue.get()).rejects.toThrow(ShutDown);
  });

  test('does not clear what is reserved', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    await queue.putMany(['a', 'b']);
    await queue.put('later', { delay: LONG });
    const delivery = await queue.reserve();
    expect(await queue.clear()).toBe(2);
    expect(await queue.stats()).toEqual({ ready: 0, delayed: 0, reserved: 1, unfinished: 1, bytes: 0 });
    await delivery.nack();
    expect(await queue.get()).toBe('a');
  });
}
