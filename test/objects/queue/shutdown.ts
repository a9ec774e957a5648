import { Empty, ShutDown } from 'holdall';
import { expect } from 'vitest';
import { type HouseTest, waiting } from '../../harness/house.js';

export function shutdownTests(test: HouseTest): void {
  test('that was shut down takes nothing more, and gives what it has', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await queue.putMany([1, 2]);
    await queue.shutdown();
    await expect(queue.put(3)).rejects.toThrow(ShutDown);
    await expect(queue.putNowait(3)).rejects.toThrow(ShutDown);
    await expect(queue.putMany([3])).rejects.toThrow(ShutDown);
    expect([await queue.get(), await queue.getMany(5)]).toEqual([1, [2]]);
    await expect(queue.get()).rejects.toThrow(ShutDown);
    await expect(queue.getNowait()).rejects.toThrow(ShutDown);
    await expect(queue.getMany(1)).rejects.toThrow(ShutDown);
    await expect(queue.peek()).rejects.toThrow(Empty);
    await queue.taskDone(2);
    await queue.join();
  });

  test('that was shut down at once has thrown its items away', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await queue.putMany([1, 2]);
    await queue.get();
    await queue.shutdown({ immediate: true });
    expect(await queue.qsize()).toBe(0);
    await expect(queue.get()).rejects.toThrow(ShutDown);
    // The one that was taken is still to be reported.
    await queue.taskDone();
    await queue.join();
  });

  test('may be shut down again, and harder', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await queue.put(1);
    await queue.shutdown();
    await queue.shutdown();
    expect(await queue.peek()).toBe(1);
    await queue.shutdown({ immediate: true });
    await expect(queue.get()).rejects.toThrow(ShutDown);
    await queue.shutdown();
    await queue.join();
  });

  test('tells those who wait for an item of its shutdown', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const refused = [a.queue(name).get(), b.queue(name).getMany(3)].map((get) => expect(get).rejects.toThrow(ShutDown));
    await waiting(a);
    expect(await waiting(b)).toBe(2);
    await c.queue(name).shutdown();
    await Promise.all(refused);
  });

  test('tells those who wait for a slot of its shutdown, and takes nothing of theirs', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const queue = c.queue<number>(name, { maxSize: 1 });
    await queue.put(1);
    const refused = [a.queue(name).put(2), b.queue(name).putMany([3])].map((put) =>
      expect(put).rejects.toThrow(ShutDown),
    );
    await waiting(a);
    expect(await waiting(b)).toBe(2);
    await queue.shutdown();
    await Promise.all(refused);
    expect(await queue.drain()).toEqual([1]);
  });

  test('that is shut down at once releases who joins, if nothing is being worked on', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const queue = a.queue<number>(name);
    await queue.putMany([1, 2]);
    await queue.get();
    const join = b.queue(name).join();
    expect(await waiting(b)).toBe(1);
    await queue.shutdown({ immediate: true });
    expect(await waiting(a)).toBe(1);
    await queue.taskDone();
    await join;
  });

  test('is iterated over until it was shut down and is empty', async ({ house }) => {
    const name = house.name();
    const producer = await house.client();
    const queue = (await house.manager()).queue<number | undefined>(name);
    const got: (number | undefined)[] = [];
    const iterating = (async () => {
      for await (const item of queue) got.push(item);
    })();
    await producer.queue(name).putMany([1, undefined, 3]);
    await producer.queue(name).put(4);
    await producer.queue(name).shutdown();
    await iterating;
    expect(got).toEqual([1, undefined, 3, 4]);
  });

  test('loses nothing to an iteration that is left', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await queue.putMany([1, 2, 3]);
    for await (const item of queue) if (item === 2) break;
    expect(await queue.drain()).toEqual([3]);
  });
}
