import { setImmediate } from 'node:timers/promises';
import { Pool, TimeoutError } from 'holdall';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Marks } from './marks.js';
import * as tasks from './programs/controls.mjs';
import { rejectionOf } from './settled.js';

/** For tasks that are expected to heed: only a test that fails waits for so long. */
const PATIENT_MS = 60_000;

describe.each(['process', 'thread'] as const)('the time that a task of a %s may take', (kind) => {
  let marks: Marks;
  let pool: Pool;
  beforeEach(() => {
    marks = new Marks();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await pool[Symbol.asyncDispose]();
    await marks.remove();
  });
  /** The import of a module takes a while on a busy machine, and counts: it is done when the workers start. */
  const loaded = () => ({ initializer: tasks.initialize, initArgs: [marks.path('starts')] });
  const isTimeout = (error: unknown, ms: number) => {
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ message: expect.stringMatching(new RegExp(`was not done within ${ms} ms`)) });
  };

  /** Moves time, and lets what is due be done. */
  const pass = async (ms: number) => {
    vi.advanceTimersByTime(ms);
    await setImmediate();
    await setImmediate();
  };

  it.each([
    ['that of the pool', {}, 5_000],
    ['its own', { timeout: 3_000 }, 3_000],
  ])(
    'is %s; one that never yields is killed after the grace, and its worker replaced',
    async (_, options, timeoutMs) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      pool = new Pool({ processes: 1, kind, taskTimeout: 5_000, stopGrace: 700 });
      const begun = new Promise((resolve) => pool.once('taskStarted', resolve));
      const gone = rejectionOf(
        pool.apply(tasks.spinUntil, [marks.path('log'), 'it', marks.path('never')], { ...options, retries: 3 }),
      );
      await begun;
      while (marks.lines('log').length === 0) await setImmediate();
      await pass(timeoutMs - 1);
      await pass(1);
      await pass(699);
      expect(pool.statistics()).toMatchObject({ running: 1, workers: 1 });
      await pass(1);
      isTimeout(await gone, timeoutMs);
      expect(await pool.apply(tasks.place)).toMatch(/\d/);
      expect(marks.lines('log')).toEqual(['it']);
      expect(pool.statistics()).toMatchObject({ workersStarted: 2, failed: 1 });
    },
  );

  it('asks first, by the signal, with the TimeoutError as the reason', async () => {
    pool = new Pool({ processes: 1, kind, stopGrace: PATIENT_MS, ...loaded() });
    const running = rejectionOf(pool.apply(tasks.heed, [marks.path('log'), marks.path('gate')], { timeout: 20 }));
    const [, told] = await marks.linesOf('log', 2);
    expect(told).toMatch(/^TimeoutError: task heed of .* was not done within 20 ms/);
    marks.open('gate');
    isTimeout(await running, 20);
  });

  it('counts from when it runs, not while it waits', async () => {
    pool = new Pool({ processes: 1, kind, stopGrace: PATIENT_MS, ...loaded() });
    const first = pool.apply(tasks.waitUntil, [marks.path('log'), 'first', marks.path('gate')]);
    await marks.linesOf('log', 1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const second = pool.apply(tasks.waitUntil, [marks.path('log'), 'second', marks.path('gate 2')], { timeout: 1_000 });
    const third = rejectionOf(pool.apply(tasks.heed, [marks.path('log 3'), marks.path('gate')], { timeout: 1_000 }));
    vi.advanceTimersByTime(30_000);
    await setImmediate();
    vi.useRealTimers();
    marks.open('gate');
    expect(await first).toBe('first');
    await marks.linesOf('log', 2);
    marks.open('gate 2');
    expect(await second).toBe('second');
    isTimeout(await third, 1_000);
  });

  it('is not over for a task that was done while the program was too busy to hear it', async () => {
    pool = new Pool({ processes: 1, kind, stopGrace: 0 });
    await pool.apply(tasks.place);
    const begun = new Promise((resolve) => pool.once('taskStarted', resolve));
    const done = pool.apply(tasks.waitUntil, [marks.path('log'), 'in time', marks.path('gate')], { timeout: 50 });
    await begun;
    await marks.linesOf('log', 1);
    marks.open('gate');
    const until = performance.now() + 200;
    while (performance.now() < until);
    expect(await done).toBe('in time');
  });
});
