import { getEventListeners } from 'node:events';
import { Manager, Pool } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Marks } from './marks.js';
import * as tasks from './programs/controls.mjs';
import { rejectionOf } from './settled.js';

/** For tasks that are expected to heed: only a test that fails waits for so long. */
const PATIENT_MS = 60_000;
const reason = new RangeError('not needed any more');

describe.each(['process', 'thread'] as const)('a task of a %s whose signal aborts', (kind) => {
  let marks: Marks;
  let pool: Pool;
  let controller: AbortController;
  beforeEach(() => {
    marks = new Marks();
    controller = new AbortController();
  });
  afterEach(async () => {
    await pool[Symbol.asyncDispose]();
    await marks.remove();
  });
  const open = (options = {}) => {
    pool = new Pool({ processes: 1, kind, stopGrace: PATIENT_MS, ...options });
    return pool;
  };
  const abort = () => controller.abort(reason);

  it('never runs when it was aborted before, though a worker is idle, and starts none', async () => {
    open();
    const stopped = { signal: AbortSignal.abort(reason) };
    expect(await rejectionOf(pool.apply(tasks.mark, [marks.path('ran'), 'it'], stopped))).toBe(reason);
    expect(pool.statistics()).toMatchObject({ submitted: 1, failed: 1, workersStarted: 0, waiting: 0 });
    await pool.warmUp();
    const all = Array.from({ length: 20 }, () =>
      rejectionOf(pool.apply(tasks.mark, [marks.path('ran'), 'it'], stopped)),
    );
    expect(new Set(await Promise.all(all))).toEqual(new Set([reason]));
    await pool.apply(tasks.place);
    expect(marks.lines('ran')).toEqual([]);
  });

  it('never runs while it waits, and rejects while the task before it still runs', async () => {
    open();
    const first = pool.apply(tasks.waitUntil, [marks.path('log'), 'first', marks.path('gate')]);
    await marks.linesOf('log', 1);
    const second = pool.apply(tasks.mark, [marks.path('log'), 'second'], { signal: controller.signal });
    abort();
    expect(await rejectionOf(second)).toBe(reason);
    marks.open('gate');
    expect(await first).toBe('first');
    await pool.apply(tasks.place);
    expect(marks.lines('log')).toEqual(['first']);
  });

  it('never runs while it is before a busy worker: the worker gives it back', async () => {
    open();
    // So that tasks are taken to be short, and are given ahead.
    await Promise.all(Array.from({ length: 50 }, () => pool.apply(tasks.place)));
    const first = pool.apply(tasks.spinUntil, [marks.path('log'), 'first', marks.path('gate')]);
    const signal = controller.signal;
    const others = Array.from({ length: 20 }, (_, n) =>
      rejectionOf(pool.apply(tasks.mark, [marks.path('log'), n], { signal })),
    );
    await marks.linesOf('log', 1);
    abort();
    expect(new Set(await Promise.all(others))).toEqual(new Set([reason]));
    marks.open('gate');
    await first;
    await pool.apply(tasks.place);
    expect(marks.lines('log')).toEqual(['first']);
  });

  it('is told the reason by its signal, and rejects with the same reason when it runs no more', async () => {
    open();
    let isSettled = false;
    const running = rejectionOf(
      pool.apply(tasks.heed, [marks.path('log'), marks.path('gate')], { signal: controller.signal }),
    ).finally(() => {
      isSettled = true;
    });
    await marks.linesOf('log', 1);
    abort();
    expect(await marks.linesOf('log', 2)).toEqual(['begun', 'RangeError: not needed any more']);
    expect(isSettled).toBe(false);
    marks.open('gate');
    expect(await running).toBe(reason);
    expect(marks.lines('log')).toHaveLength(3);
  });

  it('is told by isAskedToStop where it never yields, and its worker lives on', async () => {
    open();
    const worker = await pool.apply(tasks.place);
    const running = pool.apply(tasks.spinUntilAsked, [marks.path('log')], { signal: controller.signal });
    await marks.linesOf('log', 1);
    abort();
    expect(await rejectionOf(running)).toBe(reason);
    expect(marks.lines('log')).toEqual(['begun', 'asked']);
    expect(await pool.apply(tasks.place)).toBe(worker);
    expect(await pool.apply(tasks.whoAmI)).toMatchObject({ aborted: false, isAskedToStop: false });
  });

  it('is killed with its worker after the grace when it goes on; the tasks behind it run once, elsewhere', async () => {
    open({ processes: 2, stopGrace: 30 });
    const ends: unknown[] = [];
    pool.on('workerEnded', (_, end) => ends.push(end));
    await pool.warmUp();
    await Promise.all(Array.from({ length: 100 }, () => pool.apply(tasks.place)));
    const signal = controller.signal;
    const gone = rejectionOf(pool.apply(tasks.spinUntil, [marks.path('begun'), 'it', marks.path('never')], { signal }));
    const others = Array.from({ length: 200 }, (_, n) => pool.apply(tasks.mark, [marks.path('log'), n]));
    await marks.linesOf('begun', 1);
    abort();
    expect(await gone).toBe(reason);
    await Promise.all(others);
    expect(marks.lines('log').toSorted((a, b) => Number(a) - Number(b))).toEqual(others.map((_, n) => String(n)));
    expect(ends).toHaveLength(1);
    expect(pool.statistics()).toMatchObject({ succeeded: 300, failed: 1, running: 0, waiting: 0 });
    await pool.warmUp();
    expect(new Set(await pool.broadcast(tasks.place)).size).toBe(2);
  });

  it('is not run again, whatever its retries', async () => {
    open({ stopGrace: 0 });
    const options = { signal: controller.signal, retries: 5 };
    const gone = rejectionOf(pool.apply(tasks.spinUntil, [marks.path('log'), 'it', marks.path('never')], options));
    await marks.linesOf('log', 1);
    abort();
    expect(await gone).toBe(reason);
    await pool.apply(tasks.place);
    expect(marks.lines('log')).toEqual(['it']);
  });

  it('of a map takes its other chunks with it', async () => {
    open();
    const map = pool.map(tasks.spinUntilAsked, [marks.path('log'), marks.path('log'), marks.path('log')], {
      chunkSize: 1,
      signal: controller.signal,
    });
    await marks.linesOf('log', 1);
    abort();
    expect(await rejectionOf(map)).toBe(reason);
    expect(marks.lines('log')).toEqual(['begun', 'asked']);
  });

  it('and which is over by then is not harmed', async () => {
    open();
    const { signal } = controller;
    const where = await pool.apply(tasks.place, [], { signal });
    abort();
    expect(await pool.apply(tasks.place)).toBe(where);
  });
});

describe('a worker process that stands still', () => {
  it('is killed all the same, and what it did not give back in time runs once, elsewhere', async () => {
    const marks = new Marks();
    await using pool = new Pool({ processes: 1, stopGrace: 20 });
    await Promise.all(Array.from({ length: 100 }, () => pool.apply(tasks.place)));
    const controller = new AbortController();
    const frozen = rejectionOf(pool.apply(tasks.freeze, [marks.path('frozen')], { signal: controller.signal }));
    const behind = Array.from({ length: 50 }, (_, n) => pool.apply(tasks.mark, [marks.path('log'), n]));
    await marks.linesOf('frozen', 1);
    controller.abort(reason);
    expect(await frozen).toBe(reason);
    await Promise.all(behind);
    // Time for what would run twice: it would be behind them.
    await Promise.all(Array.from({ length: 100 }, () => pool.apply(tasks.place)));
    expect(marks.lines('log')).toEqual(behind.map((_, n) => String(n)));
    expect(pool.statistics()).toMatchObject({ succeeded: 250, failed: 1, waiting: 0, running: 0, workersStarted: 2 });
    await marks.remove();
  });
});

describe('a signal that is used for many tasks', () => {
  it('has one listener, so that Node warns of no leak', async () => {
    await using pool = new Pool({ processes: 1, kind: 'thread' });
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 20 }, () => pool.apply(tasks.place, [], { signal })));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });
});

describe('a task that waits for a shared object to be known', () => {
  it('does not hold up those behind it when it is aborted', async () => {
    await using manager = await Manager.start();
    await using pool = new Pool({ processes: 1, kind: 'thread', manager });
    await pool.warmUp();
    const controller = new AbortController();
    const queue = manager.queue();
    const first = rejectionOf(pool.apply(tasks.place, [queue], { signal: controller.signal }));
    const second = pool.apply(tasks.place);
    controller.abort(reason);
    expect(await first).toBe(reason);
    expect(await second).toMatch(/^\d+\/\d+$/);
  });
});
