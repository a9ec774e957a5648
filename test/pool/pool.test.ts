import { inspect } from 'node:util';
import { ArgumentError, Manager, Pool, PoolTerminatedError, StateError } from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as tasks from './programs/tasks.mjs';
import { isAlive, rejectionOf } from './settled.js';

let pool: Pool;
beforeEach(() => {
  pool = new Pool({ processes: 1 });
});
afterEach(() => pool[Symbol.asyncDispose]());

describe('a pool', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2' as unknown as number])(
    'refuses to have %s processes',
    (processes) => {
      expect(() => new Pool({ processes })).toThrow(ArgumentError);
    },
  );

  it('runs tasks in processes of its own', async () => {
    const pid = await pool.apply(tasks.pid);
    expect(pid).not.toBe(process.pid);
    expect(await pool.apply(tasks.pid)).toBe(pid);
  });

  it.each(['process', 'thread'] as const)('of kind %s runs them without busy polling, too', async (kind) => {
    await using asleep = new Pool({ processes: 2, kind, busyPoll: false });
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    expect(await Promise.all(numbers.map((number) => asleep.apply(tasks.echo, [number])))).toEqual(numbers);
  });

  it('runs as many tasks at the same time as it has processes', async () => {
    await using manager = await Manager.start();
    await using three = new Pool({ processes: 3 });
    const event = manager.event();
    const starts = [manager.event(), manager.event(), manager.event()];
    const pids = starts.map((started) => three.apply(tasks.waitFor, [event, started]));
    for (const started of starts) await started.wait();
    await event.set();
    expect(new Set(await Promise.all(pids)).size).toBe(3);
  });

  it('starts tasks in the order in which they were submitted, shared objects or not', async () => {
    await using manager = await Manager.start();
    const queue = manager.queue<string>('order');
    const later = manager.queue<string>('order');
    await Promise.all([
      pool.apply(tasks.note, [queue, 'first']),
      pool.apply(tasks.add, [1, 2]),
      pool.apply(tasks.note, [later, 'second']),
    ]);
    expect([await queue.get(), await queue.get()]).toEqual(['first', 'second']);
  });

  it('runs tasks that are no async functions', async () => {
    expect(await pool.apply(tasks.addAtOnce, [1, 2])).toBe(3);
  });

  it('carries whatever values can travel', async () => {
    const value = {
      when: new Date(0),
      map: new Map([[1n, new Set(['a'])]]),
      bytes: Uint8Array.of(1, 2),
      gap: undefined,
    };
    expect(await pool.apply(tasks.echo, [value])).toEqual(value);
  });

  it('takes the arguments as they are when the task is submitted', async () => {
    const list = [1];
    const result = pool.apply(tasks.echo, [list]);
    list.push(2);
    expect(await result).toEqual([1]);
  });

  it('starts workers with the loaders of this program, and without standard input', async () => {
    process.execArgv.push('--conditions', 'holdall-test', '--inspect-port=0');
    try {
      expect((await pool.apply(tasks.execArgv)).slice(-2)).toEqual(['--conditions', 'holdall-test']);
    } finally {
      process.execArgv.splice(-3);
    }
    expect(await pool.apply(tasks.standardInput)).toBe('');
  });
});

describe('a map that is refused', () => {
  it.each([
    ['map', { progress: 'yes' }],
    ['imap', { progress: 'yes' }],
    ['map', { progress: { total: -1 } }],
    ['imap', { progress: { stream: {} } }],
  ] as const)('leaves nothing in the pool to wait for: %s with %o', async (method, options) => {
    const begin = async () => pool[method](tasks.echo, [1], options as unknown as object);
    expect(await rejectionOf(begin())).toBeInstanceOf(ArgumentError);
    pool.close();
    await pool.join();
    pool.terminate();
  });
});

describe('listening to a pool', () => {
  it('for what never happens is refused', () => {
    const listen = (method: 'on' | 'once') => pool[method]('taskFinished' as 'taskEnded', () => {});
    for (const method of ['on', 'once'] as const) {
      expect(() => listen(method)).toThrow('a pool has no event "taskFinished"; it has workerStarted, ');
    }
  });
});

describe('closing a pool', () => {
  it('still does the tasks submitted, then ends the workers', async () => {
    const pid = pool.apply(tasks.pid);
    const results = [1, 2, 3].map((n) => pool.apply(tasks.add, [n, n]));
    pool.close();
    await pool.join();
    expect(await Promise.all(results)).toEqual([2, 4, 6]);
    expect(isAlive(await pid)).toBe(false);
  });

  it('refuses tasks from then on', async () => {
    pool.close();
    const error = await rejectionOf<Error>(pool.apply(tasks.pid));
    expect(error).toBeInstanceOf(StateError);
    expect(error.message).toBe('the pool is not running: it was closed, and takes no more tasks');
  });

  it('must come before join', async () => {
    expect(await rejectionOf(pool.join())).toBeInstanceOf(StateError);
  });

  it('needs no workers', async () => {
    pool.close();
    await pool.join();
  });
});

describe('terminating a pool', () => {
  it('rejects every task that is not finished, by name, and ends the workers', async () => {
    await using manager = await Manager.start();
    const pids = manager.queue<number>();
    const [running, waiting] = [pool.apply(tasks.stay, [pids]), pool.apply(tasks.add, [1, 2])];
    const errors = [rejectionOf(running), rejectionOf(waiting)];
    const pid = await pids.get();
    pool.terminate();
    const [ofRunning, ofWaiting] = (await Promise.all(errors)) as [PoolTerminatedError, PoolTerminatedError];
    expect(ofRunning).toBeInstanceOf(PoolTerminatedError);
    expect(ofRunning).toMatchObject({
      happened: 'unknown',
      message: 'the pool was terminated: task stay was ended while it ran',
    });
    expect(ofWaiting).toBeInstanceOf(PoolTerminatedError);
    expect(ofWaiting).toMatchObject({ happened: 'no', message: 'the pool was terminated: task add was not started' });
    await pool.join();
    expect(isAlive(pid)).toBe(false);
  });

  it('ends a worker whose task does not heed SIGTERM', async () => {
    await using manager = await Manager.start();
    const pids = manager.queue<number>();
    const running = rejectionOf(pool.apply(tasks.stayUnmoved, [pids]));
    const pid = await pids.get();
    pool.terminate();
    await pool.join();
    expect(await running).toBeInstanceOf(PoolTerminatedError);
    expect(isAlive(pid)).toBe(false);
  });

  it('ends a worker that is stopped', async () => {
    const pid = await pool.apply(tasks.pid);
    process.kill(pid, 'SIGSTOP');
    pool.terminate();
    await pool.join();
    expect(isAlive(pid)).toBe(false);
  });

  it('ends workers that are still starting', async () => {
    const waiting = rejectionOf(pool.apply(tasks.pid));
    pool.terminate();
    await pool.join();
    expect(await waiting).toBeInstanceOf(PoolTerminatedError);
  });

  it('is what leaving the block of `await using` does', async () => {
    const inBlock = async () => {
      await using block = new Pool({ processes: 1 });
      return { pid: await block.apply(tasks.pid), unfinished: rejectionOf(block.apply(tasks.pid)) };
    };
    const { pid, unfinished } = await inBlock();
    expect(isAlive(pid)).toBe(false);
    expect(await unfinished).toBeInstanceOf(PoolTerminatedError);
  });
});

describe('a pool that is printed', () => {
  it('tells its state, its workers and its tasks', async () => {
    expect(String(pool)).toBe('Pool(open, 0 of 1 workers, 0 unsettled tasks)');
    const running = pool.apply(tasks.pid);
    expect(inspect(pool)).toBe('[holdall Pool(open, 1 of 1 workers, 1 unsettled tasks)]');
    await running;
    pool.close();
    await pool.join();
    expect(inspect({ pool })).toBe('{ pool: [holdall Pool(closed, 0 of 1 workers, 0 unsettled tasks)] }');
  });
});
