import { Manager, Pool, PoolTerminatedError, StateError, WorkerLostError } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Marks } from './marks.js';
import * as tasks from './programs/controls.mjs';
import { rejectionOf } from './settled.js';

describe.each(['process', 'thread'] as const)('warming up a pool: %s', (kind) => {
  let marks: Marks;
  let pool: Pool;
  beforeEach(() => {
    marks = new Marks();
  });
  afterEach(async () => {
    await pool[Symbol.asyncDispose]();
    await marks.remove();
  });
  const initializer = tasks.initialize;

  it('starts all workers, and resolves when their initializers are done', async () => {
    pool = new Pool({ processes: 2, kind, initializer, initArgs: [marks.path('log')] });
    expect(pool.statistics().workersStarted).toBe(0);
    await Promise.all([pool.warmUp(), pool.warmUp()]);
    expect(marks.lines('log')).toHaveLength(2);
    expect(pool.statistics()).toMatchObject({ workers: 2, workersStarted: 2 });
    await pool.warmUp();
    expect(pool.statistics()).toMatchObject({ workers: 2, workersStarted: 2 });
  });

  it('rejects with the reason when the workers cannot start, after a few attempts, and may be tried again', async () => {
    pool = new Pool({ processes: 2, kind, initializer: tasks.failToStart });
    for (let attempt = 0; attempt < 2; attempt++) {
      const error = await rejectionOf<WorkerLostError>(pool.warmUp());
      expect(error).toBeInstanceOf(WorkerLostError);
      expect(error.happened).toBe('no');
      expect(error.cause).toMatchObject({ name: 'RangeError', message: 'not today' });
    }
    expect(pool.statistics()).toMatchObject({ workers: 0 });
    expect(pool.statistics().workersStarted).toBeLessThanOrEqual(10);
  });

  it('rejects when the pool is terminated meanwhile', async () => {
    pool = new Pool({ processes: 2, kind, initializer: tasks.never, initArgs: [marks.path('log')] });
    const warming = rejectionOf(pool.warmUp());
    await marks.linesOf('log', 1);
    pool.terminate();
    expect(await warming).toBeInstanceOf(PoolTerminatedError);
    await pool.join();
    expect(await rejectionOf(pool.warmUp())).toBeInstanceOf(StateError);
  });

  it('is done when the pool is closed meanwhile; then the workers end', async () => {
    pool = new Pool({ processes: 2, kind, initializer, initArgs: [marks.path('log')] });
    const warming = pool.warmUp();
    pool.close();
    const joining = pool.join();
    await warming;
    await joining;
    expect(marks.lines('log')).toHaveLength(2);
    expect(pool.statistics()).toMatchObject({ workers: 0, workersStarted: 2 });
  });

  it('runs the initializer once in each worker, before any task of it, and again in those that replace them', async () => {
    pool = new Pool({ processes: 2, kind, maxTasksPerChild: 5, initializer, initArgs: [marks.path('log')] });
    const all = Array.from({ length: 20 }, () => pool.apply(tasks.initializations, [marks.path('log')]));
    expect(new Set(await Promise.all(all))).toEqual(new Set([1]));
    const lines = marks.lines('log').map((line) => line.split(' ') as [string, string]);
    const workers = new Set(lines.map(([worker]) => worker));
    expect(workers.size).toBeGreaterThanOrEqual(4);
    for (const worker of workers) {
      const acts = lines.filter(([each]) => each === worker).map(([, act]) => act);
      expect(acts.indexOf('initialized')).toBe(0);
      expect(acts.lastIndexOf('initialized')).toBe(0);
    }
    expect(lines.filter(([, act]) => act === 'task')).toHaveLength(20);
  });

  it('gives the initializer shared objects, to the first worker and to later ones', async () => {
    await using manager = await Manager.start();
    const queue = manager.queue<string>();
    pool = new Pool({ processes: 1, kind, maxTasksPerChild: 1, initializer, initArgs: [marks.path('log'), queue] });
    const places = [await pool.apply(tasks.place), await pool.apply(tasks.place)];
    expect([await queue.get(), await queue.get()]).toEqual(places);
  });
});
