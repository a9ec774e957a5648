import { ArgumentError, EncodingError, Pool, StateError, TimeoutError, WorkerLostError } from 'holdall';
import { expect, it } from 'vitest';
import { describeBothKinds } from './kinds.js';
import * as maps from './programs/maps.mjs';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

function* naturals() {
  for (let n = 0; ; n++) yield n;
}

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of results) values.push(value);
  return values;
}

describeBothKinds('an imap', (house) => {
  it.each([1, 3])('gives the results in the order of the items, in chunks of %i', async (chunkSize) => {
    const items = Array.from({ length: 50 }, (_, n) => n);
    expect(await all(house.pool.imap(maps.square, items, { chunkSize }))).toEqual(items.map((n) => n * n));
    const unordered = await all(house.pool.imapUnordered(maps.square, items, { chunkSize }));
    expect(unordered.sort((a, b) => a - b)).toEqual(items.map((n) => n * n));
  });

  it('may be endless', async () => {
    let sum = 0;
    for await (const square of house.pool.imap(maps.square, naturals())) {
      sum += square;
      if (square === 10_000) break;
    }
    expect(sum).toBe(338_350);
    expect(await house.pool.apply(maps.square, [3])).toBe(9);
  });

  it('takes its items from a queue until that is shut down', async () => {
    const jobs = house.manager.queue<number>();
    await jobs.putMany([1, 2, 3]);
    const results = house.pool.imap(maps.square, jobs);
    for (const square of [1, 4, 9]) expect((await results.next()).value).toBe(square);
    const waits = results.next();
    await jobs.shutdown();
    expect((await waits).done).toBe(true);
  });

  it('gives what is there first, unless in order', async () => {
    const gate = house.manager.event();
    const items = [{ name: 'late', gate }, { name: 'early' }];
    const unordered = house.pool.imapUnordered(maps.pass, items);
    expect((await unordered.next()).value).toBe('early');
    await gate.set();
    expect((await unordered.next()).value).toBe('late');
    expect(await all(house.pool.imap(maps.pass, items))).toEqual(['late', 'early']);
  });

  it('rejects a next that takes too long, and loses nothing', async () => {
    const gate = house.manager.event();
    const results = house.pool.imap(maps.pass, [{ name: 'late', gate }]);
    expect(await rejectionOf(results.next({ timeout: 1 }))).toBeInstanceOf(TimeoutError);
    await gate.set();
    expect((await results.next()).value).toBe('late');
    expect((await results.next()).done).toBe(true);
  });

  it('goes on after an error by next', async () => {
    const some = house.pool.imap(maps.square, [1, 'two' as never, 3]);
    expect((await some.next()).value).toBe(1);
    expect(await rejectionOf(some.next())).toBeInstanceOf(TypeError);
    expect((await some.next()).value).toBe(9);
    expect((await some.next()).done).toBe(true);
  });

  it('ends at an error by for await, and closes the items', async () => {
    let isClosed = false;
    function* items() {
      try {
        yield 'one' as never;
        yield* naturals();
      } finally {
        isClosed = true;
      }
    }
    expect(await rejectionOf(all(house.pool.imap(maps.square, items())))).toBeInstanceOf(TypeError);
    expect(isClosed).toBe(true);
  });

  it('rejects for a lost worker in its place', async () => {
    const results = house.pool.imap(tasks.exit, [0], { chunkSize: 1 });
    expect(await rejectionOf(results.next())).toBeInstanceOf(WorkerLostError);
  });

  it('rejects for an item that cannot travel in its place', async () => {
    const results = house.pool.imap(tasks.echo, [1, () => {}, 3], { chunkSize: 3 });
    expect((await results.next()).value).toBe(1);
    expect(await rejectionOf(results.next())).toMatchObject({
      constructor: EncodingError,
      message: expect.stringContaining('task echo: items[1] is a function'),
    });
    expect((await results.next()).value).toBe(3);
  });

  it('stops what it has begun when it is returned', async () => {
    const begun = house.manager.queue<string>();
    {
      await using _results = house.pool.imap(maps.hang, [begun, begun]);
      await begun.get();
    }
    expect(await house.pool.apply(maps.square, [3])).toBe(9);
  });

  it('goes on after close when it was begun before, and join waits for it without anybody who takes results', async () => {
    await using pool = new Pool({ processes: 2, kind: house.kind });
    const items = Array.from({ length: 100 }, (_, n) => n);
    const results = pool.imap(maps.square, items, { highWaterMark: 3 });
    pool.close();
    expect(() => pool.imap(maps.square, items)).toThrow(StateError);
    await pool.join();
    expect(await all(results)).toEqual(items.map((n) => n * n));
  });

  it('settles what waits when the pool is terminated', async () => {
    await using pool = new Pool({ processes: 1, kind: house.kind });
    const never = new ReadableStream<number>();
    const results = pool.imap(maps.square, never as AsyncIterable<number>);
    const waits = rejectionOf(results.next());
    pool.terminate();
    expect(await waits).toMatchObject({ code: 'POOL_TERMINATED' });
    expect((await results.next()).done).toBe(true);
  });

  it('refuses at once what is wrong with the call', () => {
    const { pool } = house;
    expect(() => pool.imap(maps.square, 5 as never)).toThrow(ArgumentError);
    expect(() => pool.imap(maps.square, [1], { chunkSize: 0 })).toThrow(ArgumentError);
    expect(() => pool.imapUnordered(maps.square, [1], { highWaterMark: 0 })).toThrow(ArgumentError);
    expect(() => pool.imap((() => {}) as never, [1])).toThrow(ArgumentError);
  });
});
