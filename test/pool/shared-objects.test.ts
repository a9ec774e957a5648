import { ClosedError, EncodingError, Manager, Pool, type SharedQueue, StateError } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.js';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

let pool: Pool;
beforeEach(() => {
  pool = new Pool({ processes: 1 });
});
afterEach(() => pool[Symbol.asyncDispose]());

describe('shared objects', () => {
  let manager: Manager;
  beforeEach(async () => {
    manager = await Manager.start();
  });
  afterEach(() => manager.close());

  it('go to tasks as arguments, however deep', async () => {
    const from = manager.queue<string>();
    const to = manager.queue<string>();
    await from.put('letter');
    await pool.apply(tasks.passOn, [from, to]);
    expect(await to.get()).toBe('letter');
    const echoed = await pool.apply(tasks.echo, [[new Map([['queue', from]])]]);
    expect((echoed as Map<string, SharedQueue<string>>[])[0]?.get('queue')?.equals(from)).toBe(true);
  });

  it('live until the task has them, without anybody else who holds them', async () => {
    const echoed = (await pool.apply(tasks.echo, [manager.queue<string>()])) as SharedQueue<string>;
    await echoed.put('still here');
    expect(await echoed.get()).toBe('still here');
  });

  it('come back from the task that made them, alive', async () => {
    const { queue, again } = await pool.apply(tasks.makeQueue, ['made there']);
    expect(again[0]).toBe(queue);
    expect(await queue.get()).toBe('made there');
  });

  it('are not kept by the worker when the result cannot come back', async () => {
    process.execArgv.push('--expose-gc');
    try {
      await using _lock = await manager.lock('taken').acquire();
      const before = await manager.numberOfObjects();
      const error = await rejectionOf(pool.apply(tasks.makeQueueInVain, ['taken']));
      expect(error).toMatchObject({ code: 'TYPE_CONFLICT' });
      const left = async () => {
        await pool.apply(tasks.collectGarbage);
        return (await manager.numberOfObjects()) - before;
      };
      await eventually(
        async () => (await left()) === 0,
        () => 'the queue is gone',
      );
    } finally {
      process.execArgv.splice(-1);
    }
  });

  it('come back in errors', async () => {
    const { queue } = await rejectionOf<{ queue: SharedQueue<string> }>(pool.apply(tasks.throwQueue, ['made there']));
    expect(await queue.get()).toBe('made there');
  });

  it('that another broker holds are refused where nobody is connected to it', async () => {
    const error = await rejectionOf<Error>(pool.apply(tasks.ownQueue));
    expect(error).toBeInstanceOf(EncodingError);
    expect(error.message).toMatch(
      /^task ownQueue: the result holds a queue of a broker that this process is not connected to/,
    );
  });

  it('of two brokers go to one task', async () => {
    await using other = await Manager.start();
    const [from, to] = [manager.queue<number>(), other.queue<number>()];
    await from.put(7);
    await pool.apply(tasks.passOn, [from, to]);
    expect(await to.get()).toBe(7);
  });

  it('of a manager that is closed are refused', async () => {
    const closed = await Manager.start();
    const queue = closed.queue('gone');
    await queue.qsize();
    await closed.close();
    expect(await rejectionOf(pool.apply(tasks.echo, [queue]))).toBeInstanceOf(ClosedError);
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });

  it('that could not be opened reject the task with the reason', async () => {
    manager.lock('taken');
    expect(await rejectionOf(pool.apply(tasks.echo, [manager.queue('taken')]))).toMatchObject({
      code: 'TYPE_CONFLICT',
    });
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });

  it('can be opened by a task with the current manager, which is that of the program', async () => {
    expect(await pool.apply(tasks.currentAddress)).toBe(manager.address);
  });

  it('can be opened by a task with the manager that the pool was given', async () => {
    await using given = new Pool({ processes: 1, manager });
    await using latest = await Manager.start();
    expect(latest.address).not.toBe(manager.address);
    expect(await given.apply(tasks.currentAddress)).toBe(manager.address);
  });

  it('of another broker do not change which manager is current', async () => {
    await using given = new Pool({ processes: 1, manager });
    await using other = await Manager.start();
    const note = () => given.apply(tasks.note, [other.queue(), 'text']);
    await note();
    expect(await given.apply(tasks.currentAddress)).toBe(manager.address);
    await note();
    expect(await given.apply(tasks.currentAddress)).toBe(manager.address);
  });

  it('need one session for each worker, which ends when the pool does', async () => {
    await pool.apply(tasks.currentAddress);
    await pool.apply(tasks.currentAddress);
    expect((await manager.census()).sessions).toBe(2);
    pool.close();
    await pool.join();
    while ((await manager.census()).sessions > 1) await manager.ping();
  });
});

describe('a task when there is no manager', () => {
  it('is told so by Manager.current()', async () => {
    expect(await rejectionOf(pool.apply(tasks.currentAddress))).toBeInstanceOf(StateError);
  });
});
