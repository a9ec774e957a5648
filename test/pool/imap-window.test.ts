/** What an imap reads and submits, and when: with a pool whose tasks end when the test says so. */
import { describe, expect, it } from 'vitest';
import { PoolTerminatedError, TimeoutError } from '../../protocol/errors.js';
import { type ImapOptions, startImap } from '../../src/pool/calls/imap.js';
import type { Items } from '../../src/pool/calls/source.js';
import { defer } from '../../src/pool/deferred.js';
import { caller, HandPool, turn } from './hand-pool.js';
import { rejectionOf } from './settled.js';

/** Whole numbers from 0 on; counts what was read. */
class Naturals {
  read = 0;
  isClosed = false;

  *[Symbol.iterator]() {
    try {
      for (;;) yield this.read++;
    } finally {
      this.isClosed = true;
    }
  }
}

/** Items that come when the test says so. */
class Arrivals<Item> implements AsyncIterator<Item> {
  #wanted = defer<IteratorResult<Item>>();
  isWanted = false;
  isClosed = false;

  next() {
    this.isWanted = true;
    return this.#wanted.promise;
  }

  async return() {
    this.isClosed = true;
    return { done: true as const, value: undefined };
  }

  async give(...items: Item[]) {
    for (const value of items) {
      await this.#settle(({ resolve }) => resolve({ done: false, value }));
    }
  }

  end() {
    return this.#settle(({ resolve }) => resolve({ done: true, value: undefined }));
  }

  async #settle(settle: (wanted: ReturnType<typeof defer<IteratorResult<Item>>>) => void) {
    const wanted = this.#wanted;
    this.#wanted = defer();
    this.isWanted = false;
    settle(wanted);
    await turn();
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

function imap(pool: HandPool, items: Items<unknown>, options: ImapOptions = {}, isOrdered = true) {
  return startImap<unknown>(pool, caller, items, isOrdered, options);
}

describe('an imap reads', () => {
  it('at once as many items as its window takes, and one more for each result that is taken', async () => {
    const [pool, items] = [new HandPool(2), new Naturals()];
    const results = imap(pool, items, { highWaterMark: 3 });
    expect(pool.chunks).toEqual([[0], [1], [2]]);
    pool.tasks[0]?.finish();
    await turn();
    expect(items.read).toBe(3);
    expect(await results.next()).toEqual({ done: false, value: 0 });
    expect(pool.chunks).toEqual([[0], [1], [2], [3]]);
  });

  it('four chunks for each worker by default', () => {
    const [pool, items] = [new HandPool(3), new Naturals()];
    imap(pool, items, { chunkSize: 5 });
    expect(pool.tasks.map(({ args }) => args.length)).toEqual(Array(12).fill(5));
  });

  it.each([true, false])('no more than that however many results are there (in order: %s)', async (isOrdered) => {
    const [pool, items] = [new HandPool(2), new Naturals()];
    imap(pool, items, { highWaterMark: 4 }, isOrdered);
    await pool.finishAll();
    expect(items.read).toBe(4);
  });

  it('on without anybody who takes results when join waits for it, at the pace of the workers', async () => {
    const [pool, items] = [new HandPool(2), new Naturals()];
    const results = imap(pool, items, { highWaterMark: 2 });
    for (const guest of pool.guests) guest.awaited?.();
    expect(items.read).toBe(2);
    for (let at = 0; at < 10; at++) {
      pool.tasks[at]?.finish();
      await turn();
    }
    expect(items.read).toBe(12);
    expect((await results.next()).value).toBe(0);
  });

  it('not again while it reads: the items may take results of it', async () => {
    const pool = new HandPool(2);
    const taken: unknown[] = [];
    function* items() {
      for (let n = 0; n < 5; n++) {
        void results?.next().then(({ value }) => taken.push(value));
        yield n;
      }
    }
    let results: ReturnType<typeof imap> | undefined;
    results = imap(pool, items(), { highWaterMark: 2 });
    for (let left = 2; left > 0; left--) void results.next().then(({ value }) => taken.push(value));
    await pool.finishAll();
    expect(taken).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('the chunks of an imap', () => {
  it('are full, but for the last', async () => {
    const pool = new HandPool(2);
    imap(pool, [1, 2, 3, 4, 5], { chunkSize: 2 });
    expect(pool.chunks).toEqual([[1, 2], [3, 4], [5]]);
    expect(pool.tasks.map(({ submission }) => submission.calls)).toEqual([2, 2, 1]);
  });

  it('are sent before they are full while a worker has nothing to do', async () => {
    const [pool, items] = [new HandPool(2), new Arrivals<number>()];
    imap(pool, items, { chunkSize: 3 });
    await items.give(1);
    await items.give(2);
    expect(pool.chunks).toEqual([[1], [2]]);
    await items.give(3);
    await items.give(4);
    expect(pool.chunks).toEqual([[1], [2]]);
    pool.tasks[0]?.finish();
    await turn();
    expect(pool.chunks).toEqual([[1], [2], [3, 4]]);
  });

  it('wait for items that come without a turn of the event loop between them', async () => {
    const pool = new HandPool(2);
    async function* items() {
      yield* [1, 2, 3, 4];
    }
    imap(pool, items(), { chunkSize: 3 });
    await turn();
    expect(pool.chunks).toEqual([[1, 2, 3], [4]]);
  });

  it('are as long as the window where that is shorter', async () => {
    const pool = new HandPool(2);
    const results = imap(pool, new Naturals(), { chunkSize: 10, highWaterMark: 2 });
    expect(pool.chunks).toEqual([[0, 1]]);
    pool.tasks[0]?.finish();
    expect((await results.next()).value).toBe(0);
    expect(pool.chunks).toEqual([[0, 1]]);
    expect((await results.next()).value).toBe(1);
    expect(pool.chunks).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });
});

describe('next of an imap', () => {
  it('gives results in the order of the items', async () => {
    const pool = new HandPool(2);
    const results = imap(pool, ['a', 'b', 'c']);
    for (const task of [...pool.tasks].reverse()) {
      task.finish();
      await turn();
    }
    expect([await results.next(), await results.next(), await results.next()].map(({ value }) => value)).toEqual([
      ...['a', 'b', 'c'],
    ]);
    expect(await results.next()).toEqual({ done: true, value: undefined });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('gives results as they come, of an unordered one', async () => {
    const pool = new HandPool(2);
    const results = imap(pool, ['a', 'b', 'c'], {}, false);
    for (const at of [1, 2, 0]) {
      pool.tasks[at]?.finish();
      await turn();
    }
    const values = [];
    for await (const value of results) values.push(value);
    expect(values).toEqual(['b', 'c', 'a']);
  });

  it('serves several callers in their order', async () => {
    const pool = new HandPool(2);
    const results = imap(pool, ['a', 'b']);
    const all = Promise.all([results.next(), results.next(), results.next()]);
    await pool.finishAll();
    expect((await all).map(({ value }) => value)).toEqual(['a', 'b', undefined]);
  });

  it.each([0, 1])('rejects after %i ms without a result, which the next call gets', async (timeout) => {
    const pool = new HandPool(2);
    const results = imap(pool, ['a']);
    expect(await rejectionOf(results.next({ timeout }))).toBeInstanceOf(TimeoutError);
    pool.tasks[0]?.finish();
    await turn();
    expect(await results.next({ timeout })).toEqual({ done: false, value: 'a' });
  });

  it('rejects with the error of its item, and the next goes on', async () => {
    const pool = new HandPool(2);
    const results = imap(pool, ['a', 'b', 'c']);
    const error = new Error('not b');
    pool.tasks[0]?.finish();
    pool.tasks[1]?.fail(error);
    pool.tasks[2]?.finish();
    expect((await results.next()).value).toBe('a');
    expect(await rejectionOf(results.next())).toBe(error);
    expect((await results.next()).value).toBe('c');
  });

  it('has one error for a whole chunk, and counts all of its items as taken', async () => {
    const pool = new HandPool(2);
    const results = imap(pool, new Naturals(), { chunkSize: 2, highWaterMark: 4 });
    const error = new Error('not 0 or 1');
    pool.tasks[0]?.fail(error);
    pool.tasks[1]?.finish();
    expect(await rejectionOf(results.next())).toBe(error);
    expect(pool.chunks.slice(2)).toEqual([[4, 5]]);
    expect((await results.next()).value).toBe(2);
  });

  it('rejects with the EncodingError of its item alone, though others were to go with it', async () => {
    const pool = new HandPool(2);
    const results = imap(pool, [0, 1, { done: () => {} }, 3, 4], { chunkSize: 5 });
    await pool.finishAll();
    const outcomes = [];
    for (let at = 0; at < 5; at++) outcomes.push(await results.next().catch((error) => error.message));
    expect(outcomes.map((outcome) => outcome.value ?? outcome)).toEqual([
      ...[0, 1, expect.stringContaining('task echo: items[2].done is a function'), 3, 4],
    ]);
  });

  it('rejects with the EncodingError of an item that is sent because the next one is slow', async () => {
    const [pool, items] = [new HandPool(1), new Arrivals<unknown>()];
    const results = imap(pool, items, { chunkSize: 2 });
    const waits = rejectionOf(results.next());
    await items.give(() => {});
    expect(await waits).toMatchObject({ name: 'EncodingError' });
  });

  it('rejects with what the items threw after the results before it, and then has no more', async () => {
    const pool = new HandPool(2);
    function* items() {
      yield 'a';
      throw new Error('no b');
    }
    const results = imap(pool, items(), {}, false);
    await pool.finishAll();
    expect((await results.next()).value).toBe('a');
    await expect(results.next()).rejects.toThrow('no b');
    expect((await results.next()).done).toBe(true);
  });

  it('rejects with the reason of the signal when nothing of it runs any more, and then has no more', async () => {
    const [pool, items, controller] = [new HandPool(2), new Naturals(), new AbortController()];
    const results = imap(pool, items, { signal: controller.signal, highWaterMark: 2 });
    const waits = results.next();
    controller.abort('enough');
    expect(items.isClosed).toBe(true);
    expect(pool.tasks.map(({ aborted }) => aborted)).toEqual(['enough', 'enough']);
    await turn();
    expect(await rejectionOf(results.next({ timeout: 0 }))).toBeInstanceOf(TimeoutError);
    for (const task of pool.tasks) task.stop();
    expect(await rejectionOf(waits)).toBe('enough');
    expect((await results.next()).done).toBe(true);
    expect(pool.guests.size).toBe(0);
  });

  it('runs nothing under a signal that has aborted', async () => {
    const [pool, items] = [new HandPool(2), new Naturals()];
    const results = imap(pool, items, { signal: AbortSignal.abort('before') });
    expect(await rejectionOf(results.next())).toBe('before');
    expect([items.read, pool.tasks.length]).toEqual([0, 0]);
  });
});

describe('an imap ends', () => {
  it.each([true, false])(
    'when its items do, though all results were taken before (in order: %s)',
    async (isOrdered) => {
      const [pool, items] = [new HandPool(1), new Arrivals<number>()];
      const results = imap(pool, items, {}, isOrdered);
      await items.give(1);
      pool.tasks[0]?.finish();
      expect((await results.next()).value).toBe(1);
      const waits = results.next();
      await items.end();
      expect(await waits).toEqual({ done: true, value: undefined });
      expect(pool.guests.size).toBe(0);
    },
  );

  it('when its items fail, though all results were taken before', async () => {
    const pool = new HandPool(1);
    const fails = defer<IteratorResult<number>>();
    const results = imap(pool, { [Symbol.asyncIterator]: () => ({ next: () => fails.promise }) });
    const waits = results.next();
    fails.reject('no items');
    expect(await rejectionOf(waits)).toBe('no items');
    expect((await results.next()).done).toBe(true);
  });

  it('for the pool when its items do, though nobody takes the results', async () => {
    const [pool, items] = [new HandPool(1), new Arrivals<number>()];
    imap(pool, items);
    await items.end();
    expect(pool.guests.size).toBe(0);
  });

  it('when the loop over it is left: what runs is stopped, and the items are closed', async () => {
    const [pool, items] = [new HandPool(2), new Naturals()];
    const results = imap(pool, items, { highWaterMark: 3 });
    pool.tasks[0]?.finish();
    let isLeft = false;
    const loop = (async () => {
      for await (const _ of results) break;
      isLeft = true;
    })();
    await turn();
    expect(items.isClosed).toBe(true);
    expect(pool.tasks.map(({ aborted }) => (aborted as Error | undefined)?.name)).toEqual([
      ...[undefined, 'AbortError', 'AbortError', 'AbortError'],
    ]);
    expect(isLeft).toBe(false);
    for (const task of pool.tasks.slice(1)) task.stop();
    await loop;
    expect((await results.next()).done).toBe(true);
    expect(pool.guests.size).toBe(0);
  });

  it('for a loop at the first error', async () => {
    const [pool, items] = [new HandPool(1), new Naturals()];
    const error = new Error('not 0');
    const results = imap(pool, items, { highWaterMark: 1 });
    pool.tasks[0]?.fail(error);
    const loop = (async () => {
      for await (const _ of results);
    })();
    await turn();
    pool.tasks[1]?.stop();
    expect(await rejectionOf(loop)).toBe(error);
    expect(items.isClosed).toBe(true);
  });

  it('without waiting for an item that never comes', async () => {
    const [pool, items] = [new HandPool(1), new Arrivals<number>()];
    const results = imap(pool, items);
    const waits = results.next();
    await results.return();
    expect(items.isClosed).toBe(true);
    expect((await waits).done).toBe(true);
  });

  it('with what closing the items throws', async () => {
    function* items() {
      try {
        yield 1;
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: that is the point.
        throw new Error('not now');
      }
    }
    const pool = new HandPool(1);
    const results = imap(pool, items(), { highWaterMark: 1 });
    const returned = results.return();
    pool.tasks[0]?.stop();
    await expect(returned).rejects.toThrow('not now');
  });

  it('with the pool: what waits for items settles', async () => {
    const [pool, items] = [new HandPool(1), new Arrivals<number>()];
    const results = imap(pool, items);
    const waits = results.next();
    for (const guest of pool.guests) guest.terminated(new PoolTerminatedError('the pool was terminated'));
    expect(await rejectionOf(waits)).toBeInstanceOf(PoolTerminatedError);
    expect((await results.next()).done).toBe(true);
    expect(pool.guests.size).toBe(0);
  });

  it('for the pool when there is nothing more to submit', async () => {
    const pool = new HandPool(1);
    imap(pool, [1, 2], { highWaterMark: 3 });
    expect(pool.guests.size).toBe(0);
  });
});
