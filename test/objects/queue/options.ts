import { ArgumentError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function optionTests(test: HouseTest): void {
  test('is first in, first out when nobody says otherwise', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    for (const letter of 'abc') await queue.put(letter);
    expect([await queue.get(), await queue.get(), await queue.get()]).toEqual(['a', 'b', 'c']);
  });

  test('of order lifo gives the youngest item first', async ({ house }) => {
    const queue = (await house.manager()).queue<string>(undefined, { order: 'lifo' });
    await queue.putMany('abc');
    expect(await queue.get()).toBe('c');
    await queue.put('d');
    expect(await queue.drain()).toEqual(['d', 'b', 'a']);
  });

  test('of order priority gives the lowest number first, and equals in their order of arrival', async ({ house }) => {
    const queue = (await house.manager()).queue<string>(undefined, { order: 'priority' });
    await queue.put('normal');
    await queue.put('late', { priority: 1.5 });
    await queue.put('urgent', { priority: -1e300 });
    await queue.put('as normal');
    await queue.putMany(['late too', 'and this'], { priority: 1.5 });
    expect(await queue.drain()).toEqual(['urgent', 'normal', 'as normal', 'late', 'late too', 'and this']);
  });

  const wrongOptions: readonly Record<string, unknown>[] = [
    { order: 'random' },
    { order: 1 },
    { maxSize: -1 },
    { maxSize: 1.5 },
    { maxSize: '3' },
    { maxSize: Number.NaN },
  ];
  test.for(wrongOptions)('is not made with the option %j', async (options, { house }) => {
    const manager = await house.manager();
    // What no type allows, but JavaScript does.
    const queue = manager.queue(undefined, options as never);
    await expect(queue.qsize()).rejects.toThrow(ArgumentError);
    await expect(queue.put(1)).rejects.toThrow(ArgumentError);
    expect(await manager.numberOfObjects()).toBe(house.names);
  });

  test('takes an option that is undefined for one left out', async ({ house }) => {
    const manager = await house.manager();
    const queue = manager.queue<number>(undefined, { maxSize: undefined, order: undefined } as never);
    await queue.putMany([1, 2, 3]);
    expect(await queue.get()).toBe(1);
    expect(await queue.full()).toBe(false);
  });

  test('refuses a priority that would make the order meaningless, and puts nothing', async ({ house }) => {
    const queue = (await house.manager()).queue<number>(undefined, { order: 'priority' });
    for (const priority of [Number.NaN, Number.POSITIVE_INFINITY, '1', {}] as number[]) {
      await expect(queue.put(1, { priority })).rejects.toThrow(ArgumentError);
      await expect(queue.putMany([1, 2], { priority })).rejects.toThrow(ArgumentError);
    }
    expect(await queue.qsize()).toBe(0);
    await queue.join();
  });

  test('refuses counts that are no whole number from 1, and is as before', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await queue.put(1);
    for (const count of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1', null] as number[]) {
      await expect(queue.getMany(count)).rejects.toThrow(ArgumentError);
      if (count !== null) await expect(queue.taskDone(count)).rejects.toThrow(ArgumentError);
    }
    await expect(queue.shutdown({ immediate: 1 as never })).rejects.toThrow(ArgumentError);
    await queue.put(2);
    expect(await queue.drain()).toEqual([1, 2]);
    await queue.taskDone(2);
  });
}
