import { ArgumentError, EncodingError, Pool, StateError, TimeoutError, transfer, WorkerLostError } from 'holdall';
import { expect, it } from 'vitest';
import { defer } from '../../src/pool/deferred.js';
import { describeBothKinds } from './kinds.js';
import * as maps from './programs/maps.mjs';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

const numbers = Array.from({ length: 25 }, (_, n) => n);
/** What `pass` fails on. */
const nothing = undefined as unknown as { name: string };
const squares = numbers.map((n) => n * n);

describeBothKinds('a map', (house) => {
  it.each([undefined, 1, 7, 1_000])(
    'gives the results in the order of the items, in chunks of %s',
    async (chunkSize) => {
      expect(await house.pool.map(maps.square, numbers, chunkSize === undefined ? {} : { chunkSize })).toEqual(squares);
    },
  );

  it('takes any iterable, also an async one', async () => {
    async function* later() {
      yield* numbers;
    }
    expect(await house.pool.map(maps.square, new Set(numbers))).toEqual(squares);
    expect(await house.pool.map(maps.square, later())).toEqual(squares);
    expect(await house.pool.map(maps.square, [])).toEqual([]);
  });

  it('takes lists of arguments, as starmap', async () => {
    expect(
      await house.pool.starmap(maps.join, [
        ['a', 'b'],
        ['c', 'd', '!'],
      ]),
    ).toEqual(['a b -', 'c d !']);
    expect(await house.pool.starmapAsync(maps.join, [['a', 'b']])).toEqual(['a b -']);
  });

  it('does the other chunks after an error, and then rejects with it', async () => {
    const passed = house.manager.queue<string>();
    const items = ['a', 'b', 'c', 'd'].map((name) => ({ name, passed }));
    const error = await rejectionOf(house.pool.map(maps.pass, [nothing, ...items], { chunkSize: 1 }));
    expect(error).toBeInstanceOf(TypeError);
    expect(await passed.qsize()).toBe(4);
  });

  it('is not ready before its last chunk is done, though the first one failed', async () => {
    const [gate, passed] = [house.manager.event(), house.manager.queue<string>()];
    const items = [nothing, { name: 'late', gate }, { name: 'early', passed }];
    const result = house.pool.mapAsync(maps.pass, items, { chunkSize: 1 });
    // By the worker that had failed before: the other one waits.
    await passed.get();
    expect(result.ready()).toBe(false);
    await gate.set();
    expect(await rejectionOf(result)).toBeInstanceOf(TypeError);
  });

  it('names the item that cannot travel, and runs nothing', async () => {
    const before = house.pool.statistics();
    const error = await rejectionOf<Error>(house.pool.map(tasks.echo, [0, { done: () => {} }]));
    expect(error).toBeInstanceOf(EncodingError);
    expect(error.message).toContain('task echo: items[1].done is a function');
    expect(house.pool.statistics()).toMatchObject({ submitted: before.submitted });
  });

  it('gives away what its items transfer', async () => {
    const items = [1, 2, 3].map((length) => ({ bytes: new Uint8Array(length) }));
    const given = items.map((item) => transfer(item, [item.bytes.buffer as ArrayBuffer]));
    expect(await house.pool.map(maps.fill, given)).toEqual([1, 2, 3]);
    expect(items.map(({ bytes }) => bytes.length)).toEqual([0, 0, 0]);
  });

  it('stops when its signal aborts', async () => {
    const [begun, controller] = [house.manager.queue<string>(), new AbortController()];
    const result = rejectionOf(
      house.pool.map(maps.hang, [begun, begun, begun], { chunkSize: 1, signal: controller.signal }),
    );
    await begun.get();
    controller.abort('enough');
    expect(await result).toBe('enough');
    expect(await house.pool.map(maps.square, [2])).toEqual([4]);
  });

  it('stops what takes longer than its timeout', async () => {
    const begun = house.manager.queue<string>();
    const result = house.pool.map(maps.hang, [begun], { timeout: 1 });
    expect(await rejectionOf(result)).toBeInstanceOf(TimeoutError);
  });

  it('passes on what its tasks report', async () => {
    const reported: unknown[] = [];
    await house.pool.map(maps.reportItem, [1, 2, 3], { onReport: (value) => reported.push(value), chunkSize: 2 });
    expect(reported.sort()).toEqual([1, 2, 3]);
  });

  it('rejects for a lost worker, and the pool goes on', async () => {
    expect(await rejectionOf(house.pool.map(tasks.exit, [1, 1], { chunkSize: 1 }))).toBeInstanceOf(WorkerLostError);
    expect(await house.pool.map(maps.square, numbers)).toEqual(squares);
  });

  it('goes on after close when it was begun before, and not after', async () => {
    await using pool = new Pool({ processes: 1, kind: house.kind });
    const opened = defer<void>();
    async function* later() {
      yield 1;
      await opened.promise;
      yield 2;
    }
    const begun = pool.map(maps.square, later());
    pool.close();
    expect(await rejectionOf(pool.map(maps.square, [1]))).toBeInstanceOf(StateError);
    opened.resolve();
    expect(await begun).toEqual([1, 4]);
    await pool.join();
  });

  it('rejects for what is wrong with the call', async () => {
    expect(await rejectionOf(house.pool.map(maps.square, 5 as never))).toBeInstanceOf(ArgumentError);
    expect(await rejectionOf(house.pool.map(maps.square, [1], { chunkSize: 0 }))).toBeInstanceOf(ArgumentError);
    expect(await rejectionOf(house.pool.map((() => {}) as never, [1]))).toBeInstanceOf(ArgumentError);
    expect(await rejectionOf(house.pool.mapAsync(maps.square, 5 as never))).toBeInstanceOf(ArgumentError);
    expect(await rejectionOf(house.pool.starmap(maps.join, [5] as never))).toBeInstanceOf(ArgumentError);
  });
});

describeBothKinds('a broadcast', (house) => {
  it('runs once in each worker', async () => {
    const barrier = house.manager.barrier(undefined, { parties: 2 });
    const pids = await house.pool.broadcast(maps.place, [barrier]);
    expect(new Set(pids).size).toBe(house.kind === 'process' ? 2 : 1);
    expect(pids.length).toBe(2);
  });

  it('rejects with the first error when all are done', async () => {
    const barrier = house.manager.barrier(undefined, { parties: 2 });
    expect(await rejectionOf(house.pool.broadcast(maps.failTogether, [barrier]))).toBeInstanceOf(RangeError);
  });
});
