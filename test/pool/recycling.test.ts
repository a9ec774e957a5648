import { Pool } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Marks } from './marks.js';
import * as tasks from './programs/controls.mjs';
import { fail } from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

/** How often each text is there. */
function counts(texts: readonly string[]): number[] {
  const found = new Map<string, number>();
  for (const text of texts) found.set(text, (found.get(text) ?? 0) + 1);
  return [...found.values()];
}

describe.each(['process', 'thread'] as const)('a %s that has done maxTasksPerChild tasks', (kind) => {
  let marks: Marks;
  let pool: Pool;
  beforeEach(() => {
    marks = new Marks();
  });
  afterEach(async () => {
    await pool[Symbol.asyncDispose]();
    await marks.remove();
  });
  const open = (processes: number, maxTasksPerChild: number) => {
    pool = new Pool({ processes, kind, maxTasksPerChild });
  };

  it('is replaced, in order: its exit code is 0, and no task is lost, those that fail included', async () => {
    open(1, 3);
    const codes: unknown[] = [];
    pool.on('workerEnded', (_, { exitCode, cause }) => codes.push([exitCode, cause]));
    const places: string[] = [];
    for (let n = 0; n < 7; n++) {
      if (n % 3 === 1) await rejectionOf(pool.apply(fail));
      else places.push(await pool.apply(tasks.place));
    }
    expect(counts(places)).toEqual([2, 2, 1]);
    pool.close();
    await pool.join();
    expect(codes).toEqual([
      [0, undefined],
      [0, undefined],
      [0, undefined],
    ]);
    expect(pool.statistics()).toMatchObject({ workersStarted: 3, succeeded: 5, failed: 2 });
  });

  it('has done exactly so many, also when tiny tasks are in flight by hundreds', async () => {
    open(2, 50);
    const places = await Promise.all(Array.from({ length: 300 }, () => pool.apply(tasks.place)));
    expect(Math.max(...counts(places))).toBe(50);
    // At most the last one at each place.
    expect(counts(places).filter((count) => count < 50).length).toBeLessThanOrEqual(2);
    expect(counts(places).reduce((sum, count) => sum + count)).toBe(300);
    pool.close();
    await pool.join();
    expect(pool.statistics()).toMatchObject({ succeeded: 300, failed: 0, workers: 0 });
  });

  it('counts a chunk as one', async () => {
    open(1, 2);
    const places = await pool.map(tasks.place, Array.from({ length: 20 }), { chunkSize: 5 });
    expect(counts(places)).toEqual([10, 10]);
  });

  it('is replaced until all is done when the pool is closed before', async () => {
    open(1, 2);
    const all = Array.from({ length: 7 }, () => pool.apply(tasks.place));
    pool.close();
    await pool.join();
    expect(counts(await Promise.all(all))).toEqual([2, 2, 2, 1]);
    expect(pool.statistics()).toMatchObject({ workersStarted: 4, workers: 0 });
  });

  it('is replaced at its place, where tasks with a key go on', async () => {
    open(2, 1);
    const all = Array.from({ length: 3 }, () => pool.apply(tasks.whoAmI, [], { key: 'a' }));
    expect(new Set((await Promise.all(all)).map(({ worker }) => worker)).size).toBe(1);
    expect(pool.statistics().workersStarted).toBe(3);
  });
});

describe.each(['process', 'thread'] as const)('a %s that uses more than maxMemory', (kind) => {
  it('is replaced after the task, and nothing is lost', async () => {
    await using pool = new Pool({ processes: 1, kind, maxMemory: 160 * 2 ** 20 });
    const first = await pool.apply(tasks.place);
    // 16 MiB: that is little.
    expect(await pool.apply(tasks.hoard, [2 ** 21])).toBe(first);
    expect(await pool.apply(tasks.place)).toBe(first);
    const all = [pool.apply(tasks.hoard, [3 * 2 ** 23]), ...[1, 2, 3, 4, 5].map(() => pool.apply(tasks.place))];
    const [large, ...after] = await Promise.all(all);
    expect(large).toBe(first);
    expect(new Set(after).size).toBe(1);
    expect(after).not.toContain(first);
    expect(pool.statistics()).toMatchObject({ succeeded: 9, failed: 0, workersStarted: 2 });
  });
});
