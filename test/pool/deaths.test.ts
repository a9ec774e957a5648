import { existsSync, writeFileSync } from 'node:fs';
import { EncodingError, Manager, Pool, type TaskInfo } from 'holdall';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { kindsOfDeath, lossOf, Notes } from './lost.js';
import * as deaths from './programs/deaths.mjs';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

describe.each(kindsOfDeath)('a worker that is lost: $kind', ({ kind, how, ended }) => {
  let manager: Manager;
  let pool: Pool;
  let notes: Notes;
  beforeAll(async () => {
    manager = await Manager.start();
    // One for all: that each test finds a worker in it proves that the pool goes on.
    pool = new Pool({ processes: 1, kind });
  });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
    await manager.close();
  });
  beforeEach(() => {
    notes = new Notes();
  });
  afterEach(() => notes[Symbol.asyncDispose]());

  const workerEnded = () => new Promise<void>((resolve) => void pool.once('workerEnded', () => resolve()));

  it('while it runs a task rejects that, and says who ended, how, and what it ran', async () => {
    const { message } = await lossOf(pool.apply(deaths.dieNow, [how]));
    expect(message).toMatch(ended);
    expect(message).toMatch(/ while it ran task dieNow of file:.*deaths.mjs$/);
  });

  it.each([0, 7])('while it runs a task names the exit code that the task chose: %i', async (code) => {
    const { message } = await lossOf(pool.apply(tasks.exit, [code]));
    expect(message).toMatch(new RegExp(`^worker ${kind} \\d+ ended with exit code ${code} while it ran task exit of `));
  });

  it('by an error that nobody caught rejects its task with that as the cause', async () => {
    const error = await lossOf(pool.apply(tasks.throwUncaught));
    expect(error.message).toMatch(/ ended with exit code 1 while .* because of RangeError: out of nowhere$/);
    expect(error.cause).toBeInstanceOf(RangeError);
  });

  it('by a rejection that nobody handled rejects its task with that as the cause', async () => {
    const error = await lossOf(pool.apply(tasks.rejectUnhandled));
    expect(error.cause).toMatchObject({ name: 'RangeError', message: 'nobody listens' });
  });

  it('by something thrown that has no text rejects its task all the same', async () => {
    const error = await lossOf(pool.apply(tasks.failUncaughtWith, [{ toString: 'no function' }]));
    expect(error.message).toMatch(/because of an object that gives no text$/);
    expect(error.cause).toEqual({ toString: 'no function' });
  });

  it('after its answer was out is no loss for the task', async () => {
    const lost = workerEnded();
    expect(await pool.apply(deaths.answerAndDie, ['the answer', how])).toBe('the answer');
    await lost;
  });

  it('while it does nothing is no loss for any task', async () => {
    const [event, lost, { failed }] = [manager.event(), workerEnded(), pool.statistics()];
    await pool.apply(deaths.dieLater, [event, how]);
    expect(pool.statistics()).toMatchObject({ running: 0, waiting: 0 });
    await event.set();
    await lost;
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
    expect(pool.statistics().failed).toBe(failed);
  });

  it('before it received a task has not run it: another one does, once', async () => {
    await using deaf = new Notes();
    await using go = new Notes();
    const lost = workerEnded();
    await pool.apply(deaths.dieDeaf, [deaf.file, go.file, how]);
    await eventually(
      () => existsSync(deaf.file),
      () => 'the worker reads nothing',
    );
    const attempt = pool.apply(deaths.leave, [notes.file, 'ran']);
    // Sent at once, for the worker has nothing to do; but it will not read it.
    await new Promise(setImmediate);
    expect(pool.statistics()).toMatchObject({ running: 0, workers: 1 });
    writeFileSync(go.file, '');
    await lost;
    expect(await attempt).toBe(1);
    expect(await notes.lines()).toEqual(['ran']);
  });

  it('while a task lay before it behind another has not run it: another one does, once', async () => {
    // So short are tasks here that some are sent ahead.
    await Promise.all(Array.from({ length: 500 }, () => pool.apply(tasks.addAtOnce, [1, 2])));
    const dying = lossOf(pool.apply(deaths.dieNow, [how]));
    const behind = pool.apply(deaths.leave, [notes.file, 'ran']);
    await dying;
    expect(await behind).toBe(1);
    expect(await notes.lines()).toEqual(['ran']);
  });

  it('is replaced: all tasks that wait for it are run, once each', async () => {
    const dying = lossOf(pool.apply(deaths.dieNow, [how]));
    const waiting = ['a', 'b', 'c', 'd'].map((text) => pool.apply(deaths.leave, [notes.file, text]));
    await dying;
    expect(await Promise.all(waiting)).toEqual([1, 1, 1, 1]);
    expect(await notes.lines()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('gives back what its task held in the broker', async () => {
    const event = manager.event();
    const lost = workerEnded();
    await pool.apply(deaths.dieLater, [event, how]);
    expect((await manager.census()).sessions).toBe(2);
    await event.set();
    await lost;
    await eventually(
      async () => (await manager.census()).sessions === 1,
      () => 'its session is over',
    );
  });

  describe('and a task that may be run again', () => {
    it('is, as often as it may, and is told which attempt it is', async () => {
      expect(await pool.apply(deaths.dieInFirst, [2, notes.file, how], { retries: 2 })).toBe(3);
      expect(await notes.lines()).toEqual(['attempt 1', 'attempt 2', 'attempt 3']);
    });

    it('is not run more often than that', async () => {
      await lossOf(pool.apply(deaths.dieInFirst, [9, notes.file, how], { retries: 1 }));
      expect(await notes.lines()).toEqual(['attempt 1', 'attempt 2']);
    });

    it('is run as often as the pool says, if it says nothing itself', async () => {
      await using patient = new Pool({ processes: 1, kind, retries: 1 });
      expect(await patient.apply(deaths.dieInFirst, [1, notes.file, how])).toBe(2);
      await lossOf(patient.apply(deaths.dieInFirst, [1, notes.file, how], { retries: 0 }));
      expect(await notes.lines()).toEqual(['attempt 1', 'attempt 2', 'attempt 1']);
    });
  });

  it('lets no task run twice that did not ask for it', async () => {
    await lossOf(pool.apply(deaths.dieInFirst, [1, notes.file, how]));
    expect(await notes.lines()).toEqual(['attempt 1']);
  });

  it.each([
    ['a result', () => pool.apply(tasks.giveFunction)],
    ['an error', () => pool.apply(tasks.failWithHostile, ['proxy'])],
  ])('is not lost because %s cannot travel', async (_, run) => {
    await pool.apply(tasks.add, [1, 2]);
    const { workersStarted } = pool.statistics();
    expect(await rejectionOf(run())).toBeInstanceOf(EncodingError);
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
    expect(pool.statistics().workersStarted).toBe(workersStarted);
  });

  it('is counted: all tasks that were submitted have succeeded or failed', () => {
    const { submitted, succeeded, failed, running, waiting } = pool.statistics();
    expect(succeeded + failed).toBe(submitted);
    expect([running, waiting]).toEqual([0, 0]);
    expect(failed).toBeGreaterThan(0);
  });
});

describe('a worker process', () => {
  let pool: Pool;
  afterEach(() => {
    vi.useRealTimers();
  });
  beforeAll(() => {
    pool = new Pool({ processes: 1 });
  });
  afterAll(() => pool[Symbol.asyncDispose]());

  it.each(['waits', 'is stopped'])(
    'that answers no more and is lost has not run what was to be taken back from it, which %s',
    async (how) => {
      await using notes = new Notes();
      // Tasks are so short that some are sent ahead. Time stands still for the pool, which would take them back again.
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
      await Promise.all(Array.from({ length: 500 }, () => pool.apply(tasks.addAtOnce, [1, 2])));
      const begun = new Promise<TaskInfo>((resolve) => {
        pool.on('taskStarted', (info) => info.task === 'freeze' && resolve(info));
      });
      const dying = lossOf(pool.apply(deaths.freeze));
      const stop = new AbortController();
      const behind = pool.apply(deaths.leave, [notes.file, 'ran'], { signal: stop.signal });
      const settled = behind.catch((error) => error);
      const { pid } = (await begun).worker;
      // For so long a task may take while others lie before its worker.
      for (const from = performance.now(); performance.now() - from < 5; ) await new Promise(setImmediate);
      vi.advanceTimersByTime(10);
      if (how === 'is stopped') stop.abort('not needed');
      process.kill(pid as number, 'SIGKILL');
      await dying;
      expect(await settled).toBe(how === 'waits' ? 1 : 'not needed');
      expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
      expect(await notes.lines()).toEqual(how === 'waits' ? ['ran'] : []);
      const { submitted, succeeded, failed } = pool.statistics();
      expect(succeeded + failed).toBe(submitted);
    },
  );

  it('has no channel of its own to the program that a task could send messages on', async () => {
    expect(await pool.apply(deaths.typeOfSend)).toBe('undefined');
  });

  it.each([3, 4])("is ended when its task closes descriptor %i, which is not the task's", async (descriptor) => {
    await lossOf(pool.apply(deaths.closeDescriptor, [descriptor]));
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });

  it.each([3, 4])("is ended when its task writes to descriptor %i, which is not the task's", async (descriptor) => {
    const { message } = await lossOf(pool.apply(deaths.writeGarbage, [descriptor]));
    expect(message).toMatch(/^worker process \d+ was ended by SIGKILL while it ran task writeGarbage of /);
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });
});

describe('a worker thread', () => {
  it('that is lost with shared memory may be followed by another with it', async () => {
    await using notes = new Notes();
    await using pool = new Pool({ processes: 1, kind: 'thread', retries: 1 });
    expect(await pool.apply(deaths.dieInFirst, [1, notes.file, 9, new SharedArrayBuffer(4)])).toBe(2);
  });
});
