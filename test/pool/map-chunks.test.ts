/** What a map submits, and when it is done: with a pool whose tasks end when the test says so. */
import { describe, expect, it } from 'vitest';
import { ArgumentError, EncodingError, PoolTerminatedError, StateError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { startBroadcast } from '../../src/pool/calls/broadcast.js';
import { type MapOptions, startMap } from '../../src/pool/calls/map.js';
import { transfer } from '../../src/pool/messages/transfer.js';
import { asyncResult } from '../../src/pool/results/async-result.js';
import { caller, HandPool, turn } from './hand-pool.js';
import { rejectionOf } from './settled.js';

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const lengths = (pool: HandPool) => pool.tasks.map(({ args }) => args.length);
const map = (pool: HandPool, items: Iterable<unknown> | AsyncIterable<unknown>, options: MapOptions = {}) =>
  startMap(pool, caller, items, 'argument', options);
const starmap = (pool: HandPool, items: Iterable<unknown>, options: MapOptions = {}) =>
  startMap(pool, caller, items, 'arguments', options);

describe('a map cuts its items', () => {
  it.each([
    [1, 2, [1]],
    [8, 2, [1, 1, 1, 1, 1, 1, 1, 1]],
    [9, 2, [2, 2, 2, 2, 1]],
    [17, 2, [3, 3, 3, 3, 3, 2]],
    [10, 1, [3, 3, 3, 1]],
  ])('of %i, for %i workers, by the rule of Python', (count, size, chunks) => {
    const pool = new HandPool(size);
    map(pool, numbers(count));
    expect(lengths(pool)).toEqual(chunks);
  });

  it('by chunkSize, and puts the results together again', async () => {
    const pool = new HandPool(2);
    const { promise } = map(pool, numbers(5), { chunkSize: 2 });
    expect(pool.chunks).toEqual([[0, 1], [2, 3], [4]]);
    expect(pool.tasks.map(({ submission }) => submission.calls)).toEqual([2, 2, 1]);
    for (const at of [2, 0, 1]) pool.tasks[at]?.finish();
    expect(await promise).toEqual([0, 1, 2, 3, 4]);
  });

  it('smaller where they are too much for one message', async () => {
    const pool = new HandPool(1);
    const large = new Uint8Array(limits.valueBytes / 2);
    map(pool, [large, large, 1], { chunkSize: 3 });
    expect(lengths(pool)).toEqual([1, 2]);
  });

  it.each([0, -1, 1.5, Number.NaN, '2'])('not by a chunkSize of %s', (chunkSize) => {
    expect(() => map(new HandPool(), [1], { chunkSize: chunkSize as number })).toThrow(ArgumentError);
  });
});

describe('a map', () => {
  it('of nothing is done at once', async () => {
    const pool = new HandPool();
    expect(await map(pool, []).promise).toEqual([]);
    expect(pool.tasks).toEqual([]);
    expect(pool.guests.size).toBe(0);
  });

  it('has its items as they were when it was begun', async () => {
    const pool = new HandPool();
    const item = { n: 1 };
    const items = [item];
    map(pool, items);
    item.n = 2;
    items.push(item);
    expect(pool.chunks).toEqual([[{ n: 1 }]]);
  });

  it('keeps the first error in time, and is done when all is done', async () => {
    const pool = new HandPool();
    const result = asyncResult('echo', {}, (options) => startMap(pool, caller, numbers(3), 'argument', options));
    pool.tasks[2]?.fail('first');
    pool.tasks[0]?.fail('second');
    await turn();
    expect(result.ready()).toBe(false);
    pool.tasks[1]?.finish();
    expect(await rejectionOf(result)).toBe('first');
  });

  it.each([
    [() => map(new HandPool(), [0, { list: [1, () => {}] }]), 'task echo: items[1].list[1] is a function'],
    [() => map(new HandPool(), [() => {}]), 'task echo: items[0] is a function'],
    [() => starmap(new HandPool(), [[0], [1, Symbol()]]), 'task echo: items[1][1] is a symbol'],
  ])('of what cannot travel is refused, with the path to it', async (begin, path) => {
    const error = await rejectionOf<EncodingError>(begin().promise);
    expect(error).toBeInstanceOf(EncodingError);
    expect(error.message).toContain(path);
  });

  it('of what cannot travel runs nothing', async () => {
    const pool = new HandPool();
    await rejectionOf(map(pool, [0, 1, 2, () => {}], { chunkSize: 1 }).promise);
    expect(pool.tasks).toEqual([]);
    expect(pool.guests.size).toBe(0);
  });

  it('gives away what its items transfer', () => {
    const pool = new HandPool();
    const bytes = new Uint8Array(8);
    map(pool, [transfer({ bytes }, [bytes.buffer])]);
    expect(bytes.length).toBe(0);
    expect(pool.chunks).toEqual([[{ bytes: new Uint8Array(8) }]]);
  });

  it.each([5, undefined, null, {}, { length: 3 }])('over %s is refused', (items) => {
    expect(() => map(new HandPool(), items as unknown as [])).toThrow(ArgumentError);
  });

  it.each([[[1]], [[[1], 2]]])('of lists of arguments that are none is refused: %j', async (items) => {
    const { promise } = starmap(new HandPool(), items);
    expect(await rejectionOf(promise)).toMatchObject({
      name: 'ArgumentError',
      message: expect.stringMatching(/items\[\d\]/),
    });
  });

  it('takes any iterables for lists of arguments', () => {
    const pool = new HandPool();
    starmap(pool, [new Set([1, 2]), [3], 'ab'], { chunkSize: 3 });
    expect(pool.tasks[0]?.args).toEqual([[1, 2], [3], ['a', 'b']]);
  });

  it('refuses options that it does not have', () => {
    expect(() => map(new HandPool(), [], { chunksize: 1 } as MapOptions)).toThrow(ArgumentError);
  });

  it('of items that fail runs nothing, and rejects with their error', async () => {
    const pool = new HandPool();
    const error = new Error('no more');
    async function* later() {
      yield 1;
      throw error;
    }
    function* now() {
      yield 1;
      throw error;
    }
    expect(await rejectionOf(map(pool, later()).promise)).toBe(error);
    expect(await rejectionOf(map(pool, now()).promise)).toBe(error);
    expect(pool.tasks).toEqual([]);
    expect(pool.guests.size).toBe(0);
  });

  it('is refused by a pool that takes no tasks, and reads nothing then', () => {
    const pool = new HandPool();
    pool.isOpen = false;
    expect(() => map(pool, [1])).toThrow(StateError);
  });
});

/** Items of which none comes. */
class Silent implements AsyncIterableIterator<never> {
  isClosed = false;

  next(): Promise<never> {
    return new Promise(() => {});
  }

  async return(): Promise<IteratorResult<never>> {
    this.isClosed = true;
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

describe('a map that is aborted', () => {
  it('stops all its chunks, and rejects with the reason when they have', async () => {
    const [pool, controller] = [new HandPool(), new AbortController()];
    const { promise } = map(pool, [1, 2], { signal: controller.signal });
    controller.abort('enough');
    expect(pool.tasks.map(({ aborted }) => aborted)).toEqual(['enough', 'enough']);
    pool.tasks[0]?.stop();
    pool.tasks[1]?.finish();
    expect(await rejectionOf(promise)).toBe('enough');
  });

  it('begins nothing when it was before', () => {
    const pool = new HandPool();
    expect(() => map(pool, [1], { signal: AbortSignal.abort(new Error('before')) })).toThrow('before');
    expect(pool.tasks).toEqual([]);
  });

  it('does not wait for items', async () => {
    const [pool, items] = [new HandPool(), new Silent()];
    const { promise, abort } = map(pool, items);
    abort('enough');
    expect(await rejectionOf(promise)).toBe('enough');
    expect(items.isClosed).toBe(true);
    expect(pool.guests.size).toBe(0);
  });

  it('by the end of the pool does not wait for items either', async () => {
    const [pool, items] = [new HandPool(), new Silent()];
    const { promise } = map(pool, items);
    for (const guest of pool.guests) guest.terminated(new PoolTerminatedError('the pool was terminated'));
    expect(await rejectionOf(promise)).toBeInstanceOf(PoolTerminatedError);
  });
});

describe('a broadcast', () => {
  it('runs once in each place, and gives the results in the order of the places', async () => {
    const pool = new HandPool(3);
    const { promise } = startBroadcast(pool, caller, ['a']);
    expect(pool.tasks.map(({ submission, args }) => [submission.place, ...args])).toEqual([
      [0, 'a'],
      [1, 'a'],
      [2, 'a'],
    ]);
    for (const at of [2, 0, 1]) pool.tasks[at]?.finish(`done ${at}`);
    expect(await promise).toEqual(['done 0', 'done 1', 'done 2']);
  });

  it('rejects with the first error when all are done', async () => {
    const pool = new HandPool(3);
    const result = asyncResult('echo', {}, () => startBroadcast(pool, caller));
    pool.tasks[1]?.fail('first');
    pool.tasks[0]?.fail('second');
    await turn();
    expect(result.ready()).toBe(false);
    pool.tasks[2]?.finish();
    expect(await rejectionOf(result)).toBe('first');
  });

  it('copies what its arguments would give away', () => {
    const bytes = new Uint8Array(8);
    startBroadcast(new HandPool(2), caller, [transfer(bytes, [bytes.buffer])]);
    expect(bytes.length).toBe(8);
  });
});
