import { Pool, TimeoutError, WorkerLostError } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kindsOfDeath, lossOf, Notes } from './lost.js';
import * as deaths from './programs/deaths.mjs';
import * as tasks from './programs/tasks.mjs';
import { unreachable } from './programs/throws-in-workers.mjs';
import { rejectionOf } from './settled.js';

/** So many workers in a row may fail before the tasks that wait for one are told. */
const ATTEMPTS = 3;

describe.each(kindsOfDeath)('an initializer: $kind', ({ kind, how }) => {
  let notes: Notes;
  beforeEach(() => {
    notes = new Notes();
  });
  afterEach(() => notes[Symbol.asyncDispose]());

  /** Of tasks that no worker could take. */
  const lossesIn = (pool: Pool) =>
    Promise.all([
      lossOf(pool.apply(tasks.add, [1, 2]), 'no'),
      lossOf(pool.map(tasks.echo, [1, 2]), 'no'),
      lossOf(pool.stream(deaths.yieldAtLast, [[], how]).next(), 'no'),
      lossOf(pool.warmUp(), 'no'),
    ]);

  it('that throws rejects every task with that error, after a few attempts', async () => {
    await using pool = new Pool({ processes: 1, kind, initializer: deaths.failToStart, initArgs: [notes.file] });
    for (const { message, cause } of await lossesIn(pool)) {
      expect(message).toMatch(/ ended with exit code 1 before it could take .*because of RangeError: start 3 failed$/);
      expect(cause).toMatchObject({ name: 'RangeError', message: `start ${ATTEMPTS} failed` });
    }
    expect(await notes.lines()).toHaveLength(ATTEMPTS);
  });

  it('that exits rejects every task, after a few attempts', async () => {
    await using pool = new Pool({ processes: 1, kind, initializer: deaths.dieAtStart, initArgs: [notes.file, 99, 7] });
    for (const { message } of await lossesIn(pool)) expect(message).toMatch(/ ended with exit code 7 before it could /);
    expect(await notes.lines()).toHaveLength(ATTEMPTS);
  });

  it('that does not end rejects every task when the time is over, after a few attempts', async () => {
    // Whether a worker has come to its initializer by then or not: it is never ready.
    const options = { initializer: deaths.hangAtStart, initArgs: [notes.file], startTimeout: 100 };
    await using pool = new Pool({ processes: 1, kind, ...options });
    for (const { message, cause } of await lossesIn(pool)) {
      expect(cause).toBeInstanceOf(TimeoutError);
      expect(message).toContain('it was not ready within 100 ms: does its initializer');
    }
    expect(pool.statistics().workersStarted).toBe(ATTEMPTS);
  });

  it('in which a few workers die is no loss', async () => {
    await using pool = new Pool({ processes: 1, kind, initializer: deaths.dieAtStart, initArgs: [notes.file, 2, how] });
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
    expect(await notes.lines()).toHaveLength(3);
  });

  it('that no worker finds rejects every task with the reason', async () => {
    await using pool = new Pool({ processes: 1, kind, initializer: unreachable });
    const { cause } = await lossOf(pool.apply(tasks.add, [1, 2]), 'no');
    expect(cause).toMatchObject({ name: 'UnknownTaskError', message: expect.stringContaining('not for workers') });
  });

  it('that fails is tried again for tasks that come later', async () => {
    await using pool = new Pool({ processes: 1, kind, initializer: deaths.dieAtStart, initArgs: [notes.file, 3, 7] });
    await lossOf(pool.apply(tasks.add, [1, 2]), 'no');
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });
});

describe.each(['process', 'thread'] as const)('a worker file: %s', (kind) => {
  it.each([
    ['throws', new URL('./programs/worker-file-that-throws.mjs', import.meta.url), /ended with exit code 1/],
    ['does not start the worker', new URL('./programs/worker-file-that-ends.mjs', import.meta.url), /exit code 0/],
  ])('that %s rejects every task, after a few attempts', async (_, workerFile, expected) => {
    await using pool = new Pool({ processes: 1, kind, workerFile });
    const errors = await Promise.all(
      [pool.apply(tasks.add, [1, 2]), pool.broadcast(tasks.pid)].map((each) => rejectionOf<WorkerLostError>(each)),
    );
    for (const error of errors) {
      expect(error).toBeInstanceOf(WorkerLostError);
      expect(error).toMatchObject({ happened: 'no', message: expect.stringMatching(expected) });
    }
    expect(pool.statistics()).toMatchObject({ workersStarted: ATTEMPTS, submitted: 2, failed: 2, waiting: 0 });
  });
});
