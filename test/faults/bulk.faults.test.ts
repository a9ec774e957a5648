/** Many items and many objects, over a broker in a process of its own: nothing is lost, and memory is what they need. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { upTo } from '../harness/numbers.js';
import { LoadedBroker, putAll } from './loaded-broker.js';

let broker: LoadedBroker;
beforeEach(async () => {
  broker = await LoadedBroker.start();
});

/** For so many a machine with much else to do may take its time. */
const TIMEOUT_MS = 60_000;

describe('1,000,000 items', () => {
  const MILLION = 1_000_000;
  afterEach(() => broker.close(1));

  test.each(['fifo', 'lifo', 'priority'] as const)(
    'go through one queue in its order: %s',
    async (order) => {
      const manager = await broker.manager();
      const queue = manager.queue<number>('q', { order });
      const before = broker.memory;
      await putAll(queue, MILLION);
      expect(await queue.qsize()).toBe(MILLION);
      // A small item takes some 10 bytes, and as an object it would take 300. What a heap at work takes is some 40 MiB.
      expect(broker.memory - before).toBeLessThan(150);
      for (let n = 0; n < MILLION; ) {
        const items = await queue.getMany(10_000);
        const wanted =
          order === 'lifo' ? items.map((_, index) => MILLION - 1 - n - index) : items.map((_, index) => n + index);
        expect(items).toEqual(wanted);
        n += items.length;
      }
      expect(await queue.qsize()).toBe(0);
    },
    TIMEOUT_MS,
  );
});

describe('100,000 objects', () => {
  const MANY = 100_000;
  afterEach(() => broker.close(0));

  test(
    'are opened, used and dropped, and as many others find room where they were',
    async () => {
      const manager = await broker.manager();
      const round = async () => {
        const objects = upTo(MANY).map(() => manager.value<number>());
        await Promise.all(objects.map((object, n) => object.set(n)));
        expect(await manager.numberOfObjects()).toBe(MANY);
        expect(await objects.at(-1)?.get()).toBe(MANY - 1);
        for (const object of objects) object[Symbol.dispose]();
        expect(await manager.numberOfObjects()).toBe(0);
      };
      await round();
      const after = broker.memory;
      await round();
      expect(broker.memory).toBeLessThan(1.5 * after);
    },
    TIMEOUT_MS,
  );
});
