import { existsSync } from 'node:fs';
import { Manager, Pool, PoolTerminatedError, type SharedEvent } from 'holdall';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kindsOfDeath, lossOf, Notes } from './lost.js';
import * as deaths from './programs/deaths.mjs';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

describe.each(kindsOfDeath)('in the middle of tasks of all forms: $kind', ({ kind, how }) => {
  let manager: Manager;
  let pool: Pool;
  let event: SharedEvent;
  beforeAll(async () => {
    manager = await Manager.start();
  });
  afterAll(() => manager.close());
  beforeEach(() => {
    pool = new Pool({ processes: 2, kind });
    event = manager.event();
  });
  afterEach(() => pool[Symbol.asyncDispose]());

  /** Some that run until the event is set, and others that wait for them. */
  async function underway() {
    const started = [manager.event(), manager.event()];
    const running = started.map((each) => pool.apply(tasks.waitFor, [event, each]));
    const waiting = [
      pool.apply(tasks.add, [1, 2], { key: 'some key' }),
      pool.map(tasks.echo, [1, 2, 3], { chunkSize: 1 }),
      pool.mapAsync(tasks.echo, [1, 2]).get(),
      pool.imap(tasks.echo, [1]).next(),
      pool.stream(deaths.yieldValues, [[7]]).next(),
      pool.broadcast(tasks.add, [1, 1]),
    ];
    const all = [...running, ...waiting];
    // Nobody has a handler on those that reject before they are looked at.
    for (const each of all) each.catch(() => {});
    for (const each of started) await each.wait();
    return all;
  }

  it('terminate() rejects all of them, and join() leaves no worker', async () => {
    const all = await underway();
    pool.terminate();
    for (const each of all) expect(await rejectionOf(each)).toBeInstanceOf(PoolTerminatedError);
    await pool.join();
    const { submitted, failed, waiting, running, workers } = pool.statistics();
    expect({ failed, waiting, running, workers }).toEqual({ failed: submitted, waiting: 0, running: 0, workers: 0 });
  });

  it('close() lets all of them be done, and then the workers end', async () => {
    const all = await underway();
    pool.close();
    await event.set();
    await pool.join();
    const results = await Promise.all(all);
    expect(results.slice(2)).toEqual([
      3,
      [1, 2, 3],
      [1, 2],
      { done: false, value: 1 },
      { done: false, value: 7 },
      [2, 2],
    ]);
    const { submitted, succeeded, workers } = pool.statistics();
    expect({ succeeded, workers }).toEqual({ succeeded: submitted, workers: 0 });
  });

  it('a worker that is lost after close() is replaced: the tasks that wait for it are done', async () => {
    const dying = [1, 2, 3].map(() => lossOf(pool.apply(deaths.dieNow, [how])));
    const results = [1, 2, 3].map((n) => pool.apply(tasks.add, [n, n]));
    pool.close();
    await Promise.all(dying);
    expect(await Promise.all(results)).toEqual([2, 4, 6]);
    await pool.join();
  });

  it('an answer that arrives after terminate() changes nothing: the task was rejected, and counts once', async () => {
    await using notes = new Notes();
    await pool.warmUp();
    const task = rejectionOf(pool.apply(deaths.leave, [notes.file, 'ran']));
    // It has been sent, and nothing can have been heard of it.
    await new Promise(setImmediate);
    // Without a turn for what the worker sends.
    while (!existsSync(notes.file));
    pool.terminate();
    expect(await task).toBeInstanceOf(PoolTerminatedError);
    await pool.join();
    const { submitted, succeeded, failed, running } = pool.statistics();
    expect({ submitted, succeeded, failed, running }).toEqual({ submitted: 1, succeeded: 0, failed: 1, running: 0 });
  });

  it('terminate() ends a worker that never looks up, or hangs in its initializer', async () => {
    await using notes = new Notes();
    const spinning = rejectionOf(pool.apply(deaths.spin, [notes.file]));
    const hanging = new Pool({ processes: 1, kind, initializer: deaths.hangAtStart, initArgs: [notes.file] });
    const waiting = rejectionOf(hanging.apply(tasks.pid));
    while ((await notes.lines()).length < 2) await manager.ping();
    pool.terminate();
    hanging.terminate();
    for (const each of [spinning, waiting]) expect(await each).toBeInstanceOf(PoolTerminatedError);
    await Promise.all([pool.join(), hanging.join()]);
  });
});
