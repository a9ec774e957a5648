/** What a stream asks its task for, and when: with a pool whose tasks end when the test says so. */
import { describe, expect, it } from 'vitest';
import { ArgumentError, EncodingError, TimeoutError } from '../../protocol/errors.js';
import { type StreamOptions, startStream } from '../../src/pool/calls/stream.js';
import { caller, HandPool, type HandTask, turn } from './hand-pool.js';
import { rejectionOf } from './settled.js';

function streamed(options: StreamOptions = {}) {
  const pool = new HandPool();
  const values = startStream<number>(pool, caller, [], options);
  const task = pool.tasks[0] as HandTask;
  const give = (...given: number[]) => task.submission.onYield?.(given);
  return { values, task, give };
}

describe('a stream', () => {
  it('asks for 16 values at first, and for more when half of them were taken', async () => {
    const { values, task, give } = streamed();
    expect(task.pulled).toBe(16);
    give(...Array(16).keys());
    for (let n = 0; n < 7; n++) expect((await values.next()).value).toBe(n);
    expect(task.pulled).toBe(16);
    await values.next();
    expect(task.pulled).toBe(24);
  });

  it('asks for them one by one where no more may be ahead', async () => {
    const { values, task, give } = streamed({ highWaterMark: 1 });
    expect(task.pulled).toBe(1);
    give(0);
    await values.next();
    expect(task.pulled).toBe(2);
  });

  it('gives the values in their order, and ends with the task', async () => {
    const { values, task, give } = streamed();
    give(1, 2);
    give(3);
    task.finish(undefined);
    const all = [];
    for await (const value of values) all.push(value);
    expect(all).toEqual([1, 2, 3]);
    expect(task.isReturned).toBe(false);
  });

  it('gives the error of the task after the values before it', async () => {
    const { values, task, give } = streamed();
    give(1);
    task.fail('no 2');
    await turn();
    expect((await values.next()).value).toBe(1);
    expect(await rejectionOf(values.next())).toBe('no 2');
    expect((await values.next()).done).toBe(true);
  });

  it('loses nothing when a value comes too late', async () => {
    const { values, give } = streamed();
    expect(await rejectionOf(values.next({ timeout: 0 }))).toBeInstanceOf(TimeoutError);
    give(1);
    expect((await values.next({ timeout: 0 })).value).toBe(1);
  });

  it('returns the iterator of its task when the loop is left, and waits for its end', async () => {
    const { values, task, give } = streamed();
    give(1, 2);
    let isLeft = false;
    const loop = (async () => {
      for await (const _ of values) break;
      isLeft = true;
    })();
    await turn();
    expect([task.isReturned, isLeft]).toEqual([true, false]);
    task.finish(undefined);
    await loop;
    expect((await values.next()).done).toBe(true);
  });

  it('rejects the return with what the task throws at that', async () => {
    const { values, task } = streamed();
    const returned = values.return();
    task.fail('not now');
    expect(await rejectionOf(returned)).toBe('not now');
  });

  it('is returned at the end of its block', async () => {
    const { values, task } = streamed();
    const block = (async () => {
      await using _ = values;
    })();
    await turn();
    expect(task.isReturned).toBe(true);
    task.finish(undefined);
    await block;
  });

  it('refuses at once what cannot be', () => {
    expect(() => streamed({ highWaterMark: 0 })).toThrow(ArgumentError);
    expect(() => streamed({ chunkSize: 1 } as StreamOptions)).toThrow(ArgumentError);
    expect(() => startStream(new HandPool(), caller, [() => {}])).toThrow(EncodingError);
    expect(() => startStream(new HandPool(), caller, 'abc' as unknown as [])).toThrow(ArgumentError);
  });
});
