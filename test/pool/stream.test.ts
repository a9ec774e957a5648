import { ArgumentError, EncodingError, WorkerLostError } from 'holdall';
import { expect, it } from 'vitest';
import { describeBothKinds } from './kinds.js';
import * as maps from './programs/maps.mjs';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

/** What came before the error, and the error. */
async function untilError(values: AsyncIterable<unknown>) {
  const before: unknown[] = [];
  const error = await rejectionOf(
    (async () => {
      for await (const value of values) before.push(value);
    })(),
  );
  return { before, error };
}

describeBothKinds('a stream', (house) => {
  it.each([1, 2, 16, 1_000])('gives all values in order, with %i ahead', async (highWaterMark) => {
    const values: number[] = [];
    for await (const n of house.pool.stream(maps.count, [0, 100], { highWaterMark })) values.push(n);
    expect(values).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  it('goes no further ahead than it may, and is ended when the loop is left', async () => {
    const progress = house.manager.dict<string, number | boolean>(`progress of ${house.kind}`);
    for await (const n of house.pool.stream(maps.countOn, [`progress of ${house.kind}`], { highWaterMark: 3 })) {
      expect(await progress.get('yielded')).toBeLessThanOrEqual(n + 3);
      if (n === 10) break;
    }
    expect(await progress.get('ended')).toBe(true);
    expect(await progress.get('yielded')).toBeLessThanOrEqual(14);
  });

  it('gives the error after the values before it', async () => {
    const { before, error } = await untilError(house.pool.stream(maps.countAndFail, [20]));
    expect(before.length).toBe(20);
    expect(error).toBeInstanceOf(RangeError);
  });

  it('rejects when its worker is lost', async () => {
    const { error } = await untilError(house.pool.stream(maps.countAndDie, [3]));
    expect(error).toBeInstanceOf(WorkerLostError);
  });

  it('rejects for a value that cannot travel, after those before it', async () => {
    const { before, error } = await untilError(house.pool.stream(maps.yieldFunction));
    expect(before).toEqual([1]);
    expect(error).toMatchObject({ constructor: EncodingError, message: expect.stringContaining('.run is a function') });
  });

  it('rejects for a task whose result is nothing to iterate over', async () => {
    const { error } = await untilError(house.pool.stream(tasks.pid as never as typeof maps.count, [0, 1]));
    expect(error).toBeInstanceOf(ArgumentError);
  });

  it('ends when its signal aborts', async () => {
    const controller = new AbortController();
    const name = `aborted of ${house.kind}`;
    const values = house.pool.stream(maps.countOn, [name], { signal: controller.signal, highWaterMark: 1 });
    await values.next();
    controller.abort('enough');
    const { error } = await untilError(values);
    expect(error).toBe('enough');
  });

  it('refuses at once arguments that cannot travel', () => {
    expect(() => house.pool.stream(tasks.echo as never as typeof maps.count, [() => {}, 1] as never)).toThrow(
      EncodingError,
    );
  });
});
