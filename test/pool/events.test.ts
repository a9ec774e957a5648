import { EncodingError, Pool, type PoolEvents } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { Marks } from './marks.js';
import * as tasks from './programs/controls.mjs';
import { exit, fail } from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

const names = ['workerStarted', 'workerReady', 'workerEnded', 'taskStarted', 'taskEnded', 'report'] as const;
type Heard = { [Name in keyof PoolEvents]: [Name, ...PoolEvents[Name]] }[keyof PoolEvents];

describe.each(['process', 'thread'] as const)('a pool of one %s', (kind) => {
  let marks: Marks;
  let pool: Pool;
  let heard: Heard[];
  beforeEach(() => {
    marks = new Marks();
    heard = [];
    pool = new Pool({ processes: 1, kind });
    for (const name of names) pool.on(name, (...args) => heard.push([name, ...args] as Heard));
  });
  afterEach(async () => {
    await pool[Symbol.asyncDispose]();
    await marks.remove();
  });
  const close = async () => {
    pool.close();
    await pool.join();
  };

  it('tells of its workers and tasks in order, and who they are', async () => {
    const result = await pool.apply(tasks.place);
    // All that belongs to a task is told before its promise is settled.
    expect(heard.map(([name]) => name)).toEqual(['workerStarted', 'workerReady', 'taskStarted', 'taskEnded']);
    await rejectionOf(pool.apply(fail));
    await close();
    const [pid, threadId] =
      kind === 'process' ? [Number.parseInt(result, 10), undefined] : [undefined, expect.any(Number)];
    const worker = { place: 0, kind, pid, threadId };
    const ran = (task: string, sequence: number) => ({ task, sequence, attempt: 1, worker });
    const runTime = expect.any(Number);
    expect(heard).toEqual([
      ['workerStarted', worker],
      ['workerReady', worker],
      ['taskStarted', ran('place', 0)],
      ['taskEnded', { ...ran('place', 0), succeeded: true, runTime }],
      ['taskStarted', ran('fail', 1)],
      ['taskEnded', { ...ran('fail', 1), succeeded: false, runTime }],
      ['workerEnded', worker, { exitCode: 0, signal: null, cause: undefined }],
    ]);
  });

  it('tells how a worker ended, then of the end of its task, then of the next worker', async () => {
    const lost = rejectionOf(pool.apply(exit, [3]));
    await Promise.all([lost, pool.apply(tasks.place)]);
    expect(heard.map(([name]) => name)).toEqual([
      ...['workerStarted', 'workerReady', 'taskStarted', 'workerEnded', 'taskEnded'],
      ...['workerStarted', 'workerReady', 'taskStarted', 'taskEnded'],
    ]);
    expect(heard[3]).toMatchObject(['workerEnded', { place: 0 }, { exitCode: 3, signal: null }]);
    expect(heard[4]).toMatchObject(['taskEnded', { task: 'exit', succeeded: false }]);
  });

  it('tells of each attempt of a task', async () => {
    expect(await pool.apply(tasks.dieUntil, [3], { retries: 2 })).toBe(3);
    const attempts = heard.flatMap(([name, info]) => (name === 'taskStarted' ? [info.attempt] : []));
    expect(attempts).toEqual([1, 2, 3]);
    expect(heard.at(-1)).toMatchObject(['taskEnded', { attempt: 3, succeeded: true }]);
  });

  it('tells no more who has left, and once who asked for once', async () => {
    const calls: string[] = [];
    const often = () => void calls.push('often');
    pool.on('taskEnded', often).once('taskEnded', () => void calls.push('once'));
    await pool.apply(tasks.place);
    await pool.apply(tasks.place);
    pool.off('taskEnded', often);
    await pool.apply(tasks.place);
    expect(calls).toEqual(['often', 'once', 'often']);
  });

  it('tells a task who it is', async () => {
    expect(await pool.apply(tasks.whoAmI)).toEqual({
      ...{ worker: 0, attempt: 1, name: 'whoAmI', aborted: false, isAskedToStop: false },
    });
    expect(await pool.map(tasks.whoAmI, [1, 2] as never)).toMatchObject([{ name: 'whoAmI' }, { name: 'whoAmI' }]);
  });

  it('passes on what a task reports, in order and before its result, to its caller and to listeners', async () => {
    const values = [1, 'two', { three: [new Date(3)] }, undefined];
    const own: unknown[] = [];
    const running = pool.apply(tasks.reportAll, [values], { onReport: (value) => own.push(value) });
    const others = pool.apply(tasks.reportAll, [['other']]);
    expect(await running).toBe('reported');
    expect(own).toEqual(values);
    await others;
    expect(own).toEqual(values);
    const reports = heard.filter(([name]) => name === 'report');
    expect(reports.map(([, value]) => value)).toEqual([...values, 'other']);
    expect(reports[0]?.[2]).toMatchObject({ task: 'reportAll', sequence: 0, worker: { place: 0 } });
  });

  it('passes on what a chunk of a map reports', async () => {
    const own: unknown[] = [];
    await pool.map(tasks.reportAll, [[1, 2], [3]], { chunkSize: 2, onReport: (value) => own.push(value) });
    expect(own).toEqual([1, 2, 3]);
  });

  it('lets a report that cannot travel throw in the task, with the path to the offender', async () => {
    const error = await rejectionOf<Error>(pool.apply(tasks.reportFunction));
    expect(error).toBeInstanceOf(EncodingError);
    expect(error.message).toMatch(/^task reportFunction: report\.steps\[0\]\.done is a function/);
    expect(heard.filter(([name]) => name === 'report')).toEqual([]);
    expect(pool.statistics().workersStarted).toBe(1);
  });

  it('counts what it does', async () => {
    const none = { mean: 0, p50: 0, p90: 0, p99: 0, max: 0 };
    const nothing = { submitted: 0, succeeded: 0, failed: 0, waiting: 0, running: 0, workers: 0, workersStarted: 0 };
    expect(pool.statistics()).toEqual({ ...nothing, waitTime: none, runTime: none, utilisation: 0 });
    const all = Array.from({ length: 100 }, () => pool.apply(tasks.place));
    expect(pool.statistics()).toMatchObject({ submitted: 100, waiting: 100, running: 0 });
    await Promise.all(all);
    const busy = pool.apply(tasks.waitUntil, [marks.path('log'), 'it', marks.path('gate')]);
    const behind = [1, 2, 3].map(() => pool.apply(tasks.place));
    const failing = rejectionOf(pool.apply(fail));
    await eventually(
      async () => pool.statistics().running === 1,
      () => 'the pool knows that the first of them runs',
    );
    // Whether they wait here or at the worker.
    expect(pool.statistics()).toMatchObject({ submitted: 105, succeeded: 100, failed: 0, waiting: 4, workers: 1 });
    marks.open('gate');
    await Promise.all([busy, ...behind, failing]);
    const { waitTime, runTime, utilisation, ...counts } = pool.statistics();
    expect(counts).toEqual({ ...nothing, submitted: 105, succeeded: 104, failed: 1, workers: 1, workersStarted: 1 });
    for (const { mean, p50, p90, p99, max } of [waitTime, runTime]) {
      expect([0, p50, p90, p99, max]).toEqual([0, p50, p90, p99, max].toSorted((a, b) => a - b));
      expect(mean).toBeGreaterThan(0);
      expect(mean).toBeLessThanOrEqual(max);
    }
    expect(utilisation).toBeGreaterThan(0);
    expect(utilisation).toBeLessThanOrEqual(1);
  });

  it('counts nothing as running or waiting once it is terminated, and each task once', async () => {
    const running = rejectionOf(pool.apply(tasks.never, [marks.path('log')]));
    const waiting = Array.from({ length: 20 }, () => rejectionOf(pool.apply(tasks.place)));
    await marks.linesOf('log', 1);
    pool.terminate();
    await pool.join();
    await Promise.all([running, ...waiting]);
    expect(pool.statistics()).toMatchObject({
      submitted: 21,
      succeeded: 0,
      failed: 21,
      waiting: 0,
      running: 0,
      workers: 0,
    });
    const ends = heard.filter(([name]) => name === 'taskEnded');
    expect(ends.length).toBeLessThanOrEqual(1);
  });
});
