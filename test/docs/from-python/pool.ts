import { type AsyncResult, Pool, PoolTerminatedError, StateError, TimeoutError } from 'holdall';
import { expect } from 'vitest';
import * as maps from '../../pool/programs/maps.mjs';
import * as tasks from '../../pool/programs/tasks.mjs';
import type { Check, Checks } from './rows.js';

/** A check with a pool of one worker. */
function withPool(check: (pool: Pool, manager: Parameters<Check>[0]) => Promise<unknown>): Check {
  return async (manager) => {
    await using pool = new Pool({ processes: 1 });
    await check(pool, manager);
  };
}

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of results) values.push(value);
  return values;
}

const tellsItsCallbacks = async (
  begin: (callbacks: {
    callback: (result: unknown) => void;
    errorCallback: (error: unknown) => void;
  }) => AsyncResult<unknown>,
  expected: unknown,
) => {
  const told: unknown[] = [];
  const callback = (value: unknown) => void told.push(value, result.ready());
  const result = begin({ callback, errorCallback: callback });
  await result.wait();
  expect(told).toEqual([expected, false]);
};

export const poolChecks: Checks = {
  async Pool(manager) {
    const noted = manager.queue<string>();
    const options = { processes: 1, initializer: tasks.note, initArgs: [noted, 'ready'], maxTasksPerChild: 1 };
    await using pool = new Pool(options);
    const pids = [await pool.apply(tasks.pid), await pool.apply(tasks.pid)];
    expect(new Set(pids).size).toBe(2);
    expect(await noted.get()).toBe('ready');
  },
  'Pool.apply': withPool(async (pool) => {
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
    await expect(pool.apply(tasks.fail)).rejects.toThrow('it went wrong');
  }),
  'Pool.apply_async': withPool(async (pool) => {
    await tellsItsCallbacks((callbacks) => pool.applyAsync(tasks.add, [1, 2], callbacks), 3);
    await tellsItsCallbacks((callbacks) => pool.applyAsync(tasks.fail, [], callbacks), expect.any(Error));
    pool.close();
    await expect(pool.applyAsync(tasks.add, [1, 2])).rejects.toThrow(StateError);
  }),
  'Pool.map': withPool(async (pool) => {
    expect(await pool.map(maps.square, [1, 2, 3], { chunkSize: 2 })).toEqual([1, 4, 9]);
    await expect(
      pool.map(
        maps.failOn,
        [
          [1, 1],
          [2, 2],
        ],
        { chunkSize: 1 },
      ),
    ).rejects.toThrow('not 1');
  }),
  'Pool.map_async': withPool(async (pool) => {
    await tellsItsCallbacks((callbacks) => pool.mapAsync(maps.square, [1, 2], callbacks), [1, 4]);
    // Python calls none for an empty map.
    await tellsItsCallbacks((callbacks) => pool.mapAsync(maps.square, [], callbacks), []);
  }),
  'Pool.starmap': withPool(async (pool) => {
    expect(
      await pool.starmap(tasks.add, [
        [1, 2],
        [3, 4],
      ]),
    ).toEqual([3, 7]);
  }),
  'Pool.starmap_async': withPool(async (pool) => {
    await tellsItsCallbacks((callbacks) => pool.starmapAsync(tasks.add, [[1, 2]], callbacks), [3]);
  }),
  'Pool.imap': withPool(async (pool) => {
    let read = 0;
    function* naturals() {
      for (;;) yield read++;
    }
    const results = pool.imap(maps.square, naturals(), { highWaterMark: 5 });
    expect(read).toBe(5);
    for (const square of [0, 1, 4, 9]) expect((await results.next()).value).toBe(square);
    expect(read).toBe(9);
    await results.return();
  }),
  'Pool.imap_unordered': withPool(async (pool) => {
    expect((await all(pool.imapUnordered(maps.square, [1, 2, 3]))).sort()).toEqual([1, 4, 9]);
  }),
  'Pool.close': withPool(async (pool) => {
    const [begun, results] = [pool.apply(tasks.add, [1, 2]), pool.imap(maps.square, [1, 2, 3], { highWaterMark: 1 })];
    pool.close();
    await expect(pool.apply(tasks.add, [1, 2])).rejects.toThrow(StateError);
    expect(await begun).toBe(3);
    expect(await all(results)).toEqual([1, 4, 9]);
  }),
  'Pool.terminate': withPool(async (pool, manager) => {
    const begun = manager.queue<string>();
    const hanging = expect(pool.apply(maps.hang, [begun])).rejects.toThrow(PoolTerminatedError);
    await begun.get();
    pool.terminate();
    await hanging;
    await pool.join();
  }),
  'Pool.join': withPool(async (pool) => {
    await expect(pool.join()).rejects.toThrow(StateError);
    const results = pool.imap(maps.square, [1, 2, 3], { highWaterMark: 1 });
    pool.close();
    await pool.join();
    expect(await all(results)).toEqual([1, 4, 9]);
  }),
  async 'with Pool'(manager) {
    const begun = manager.queue<string>();
    let hanging: Promise<void> | undefined;
    {
      await using pool = new Pool({ processes: 1 });
      hanging = expect(pool.apply(maps.hang, [begun])).rejects.toThrow(PoolTerminatedError);
      await begun.get();
    }
    await hanging;
  },

  'AsyncResult.get': withPool(async (pool, manager) => {
    const event = manager.event();
    const result = pool.applyAsync(tasks.waitFor, [event]);
    await expect(result.get({ timeout: 1 })).rejects.toThrow(TimeoutError);
    await event.set();
    expect(await result.get()).toBe(await result);
    await expect(pool.applyAsync(tasks.fail).get()).rejects.toThrow('it went wrong');
  }),
  'AsyncResult.wait': withPool(async (pool, manager) => {
    const event = manager.event();
    const result = pool.applyAsync(tasks.waitFor, [event]);
    await result.wait({ timeout: 1 });
    expect(result.ready()).toBe(false);
    await event.set();
    await result.wait();
    expect(result.ready()).toBe(true);
  }),
  'AsyncResult.ready': withPool(async (pool) => {
    const result = pool.applyAsync(tasks.fail);
    expect(result.ready()).toBe(false);
    await result.wait();
    expect(result.ready()).toBe(true);
  }),
  'AsyncResult.successful': withPool(async (pool) => {
    const [right, wrong] = [pool.applyAsync(tasks.add, [1, 2]), pool.applyAsync(tasks.fail)];
    expect(() => right.successful()).toThrow(StateError);
    await right.wait();
    await wrong.wait();
    expect([right.successful(), wrong.successful()]).toEqual([true, false]);
  }),

  'IMapIterator.next': withPool(async (pool, manager) => {
    const gate = manager.event();
    const results = pool.imap(maps.pass, [{ name: 'late', gate }]);
    await expect(results.next({ timeout: 1 })).rejects.toThrow(TimeoutError);
    await gate.set();
    expect(await results.next()).toEqual({ done: false, value: 'late' });
    expect(await results.next()).toEqual({ done: true, value: undefined });
    const others = pool.imap(maps.failOn, [
      [1, 1],
      [2, 1],
    ]);
    await expect(others.next()).rejects.toThrow('not 1');
    expect((await others.next()).value).toBe(2);
  }),
  'IMapIterator.__iter__': withPool(async (pool) => {
    expect(await all(pool.imap(maps.square, [1, 2]))).toEqual([1, 4]);
    const failing = pool.imap(maps.failOn, [
      [1, 1],
      [2, 1],
    ]);
    await expect(all(failing)).rejects.toThrow('not 1');
    expect((await failing.next()).done).toBe(true);
  }),
};
