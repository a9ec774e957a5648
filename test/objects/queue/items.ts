import { Empty, EncodingError, Full, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function itemTests(test: HouseTest): void {
  test('carries any value, undefined and null among them', async ({ house }) => {
    const queue = (await house.manager()).queue();
    const items = [undefined, null, Number.NaN, -0, '', 0n, new Map([[{ a: 1 }, new Set(['b'])]]), new Date(7), [[]]];
    await queue.putMany(items);
    expect(await queue.peek()).toBeUndefined();
    expect(await queue.getMany(2)).toEqual([undefined, null]);
    expect(await queue.drain()).toEqual(items.slice(2));
  });

  test('keeps its items as they were when they were put', async ({ house }) => {
    const queue = (await house.manager()).queue<{ n: number }>();
    const item = { n: 1 };
    const putting = queue.put(item);
    item.n = 2;
    await putting;
    expect(await queue.get()).toEqual({ n: 1 });
  });

  test('without items rejects what does not wait with Empty', async ({ house }) => {
    const queue = (await house.manager()).queue();
    await expect(queue.getNowait()).rejects.toThrow(Empty);
    await expect(queue.get({ timeout: 0 })).rejects.toThrow(Empty);
    await expect(queue.get({ timeout: 3 })).rejects.toThrow(Empty);
    await expect(queue.getMany(2, { timeout: 3 })).rejects.toThrow(Empty);
    await expect(queue.peek()).rejects.toThrow(Empty);
    expect(await queue.drain()).toEqual([]);
    expect(await queue.clear()).toBe(0);
  });

  test('that is full rejects what does not wait with Full, and takes nothing of it', async ({ house }) => {
    const queue = (await house.manager()).queue<number>(undefined, { maxSize: 2 });
    expect([await queue.empty(), await queue.full(), await queue.qsize()]).toEqual([true, false, 0]);
    await queue.put(1);
    expect([await queue.empty(), await queue.full(), await queue.qsize()]).toEqual([false, false, 1]);
    await queue.putNowait(2);
    expect([await queue.empty(), await queue.full(), await queue.qsize()]).toEqual([false, true, 2]);
    await expect(queue.putNowait(3)).rejects.toThrow(Full);
    await expect(queue.put(3, { timeout: 3 })).rejects.toThrow(Full);
    await expect(queue.putMany([3, 4], { timeout: 0 })).rejects.toThrow(Full);
    expect(await queue.drain()).toEqual([1, 2]);
    await queue.taskDone(2);
    await queue.join();
  });

  test('without a bound is never full', async ({ house }) => {
    const queue = (await house.manager()).queue<number>(undefined, { maxSize: 0 });
    await queue.putMany(Array.from({ length: 5_000 }, (_, n) => n));
    expect(await queue.full()).toBe(false);
    expect(await queue.qsize()).toBe(5_000);
  });

  test('takes many items as one: all in order, or none', async ({ house }) => {
    const queue = (await house.manager()).queue<unknown>(undefined, { maxSize: 3 });
    await queue.putMany(new Set([1, 2]));
    await queue.putMany([]);
    await expect(queue.putMany([3, 4], { timeout: 0 })).rejects.toThrow(Full);
    await expect(queue.putMany([3, () => {}])).rejects.toThrow(EncodingError);
    await expect(queue.putMany([3, 4, 5, 6])).rejects.toThrow(ValueError);
    expect(await queue.drain()).toEqual([1, 2]);
    await queue.putMany([3, 4, 5]);
    expect(await queue.drain()).toEqual([3, 4, 5]);
    await expect(queue.taskDone(6)).rejects.toThrow(ValueError);
    await queue.taskDone(5);
  });

  test('gives many at once: at most as many as asked for, at least one', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await queue.putMany([1, 2, 3]);
    expect(await queue.getMany(2)).toEqual([1, 2]);
    expect(await queue.getMany(2)).toEqual([3]);
    await expect(queue.getMany(2, { timeout: 0 })).rejects.toThrow(Empty);
  });

  test('shows the next item without giving it away', async ({ house }) => {
    const queue = (await house.manager()).queue<number>(undefined, { order: 'lifo' });
    await queue.putMany([1, 2]);
    expect([await queue.peek(), await queue.peek(), await queue.qsize()]).toEqual([2, 2, 2]);
    expect(await queue.get()).toBe(2);
  });

  test('counts what was thrown away by clear as done', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await queue.putMany([1, 2, 3]);
    await queue.get();
    expect(await queue.clear()).toBe(2);
    expect(await queue.empty()).toBe(true);
    await queue.taskDone();
    await expect(queue.taskDone()).rejects.toThrow(ValueError);
  });

  test('refuses taskDone oftener than items were put, and counts on as before', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await expect(queue.taskDone()).rejects.toThrow(ValueError);
    await queue.putMany([1, 2, 3]);
    await expect(queue.taskDone(4)).rejects.toThrow(ValueError);
    await queue.taskDone(2);
    await expect(queue.taskDone(2)).rejects.toThrow(ValueError);
    await queue.taskDone();
    await queue.join();
  });

  test('keeps order and number over thousands of items', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    const all = Array.from({ length: 4_000 }, (_, n) => n);
    const putting = Promise.all(all.map((n) => queue.put(n)));
    const got = await Promise.all(all.map(() => queue.get()));
    await putting;
    expect(got).toEqual(all);
  });
}
