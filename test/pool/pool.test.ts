import { inspect } from 'node:util';
import {
  ArgumentError,
  ClosedError,
  EncodingError,
  Manager,
  Pool,
  PoolTerminatedError,
  type SharedQueue,
  StateError,
  task,
  UnknownTaskError,
  WorkerLostError,
} from 'holdall';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { missing } from './programs/broken.mjs';
import * as tasks from './programs/tasks.mjs';
import { unreachable } from './programs/throws-in-workers.mjs';
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

describe('a task that fails', () => {
  it('rejects with its error: class name, message, cause and fields', async () => {
    const error = await rejectionOf<Error>(pool.apply(tasks.fail));
    expect(error).toMatchObject({ name: 'Oops', message: 'it went wrong', code: 'E_OOPS', details: { tried: [1, 2] } });
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.cause).toMatchObject({ message: 'the reason' });
  });

  it('rejects with a stack that shows where it failed and where it was submitted', async () => {
    const { stack } = await rejectionOf<Error>(pool.apply(tasks.fail));
    expect(stack).toMatch(
      /^Oops: it went wrong\n +at fail \(.*tasks.mjs[\s\S]*--- in worker process \d+, for: ---\n +at .*pool.test.ts/,
    );
  });

  it('rejects with the class of holdall that it threw', async () => {
    expect(await rejectionOf(pool.apply(tasks.refuseState))).toBeInstanceOf(StateError);
  });

  it.each([['a string'], [undefined], [null], [{ plain: true }]])(
    'rejects with %j if it threw that',
    async (thrown) => {
      expect(await rejectionOf(pool.apply(tasks.failWith, [thrown]))).toEqual(thrown);
    },
  );

  it('rejects with its error also when a field of it cannot travel, and says so in that field', async () => {
    const error = await rejectionOf<{ retry: unknown }>(pool.apply(tasks.failWithUntravelled));
    expect(error).toMatchObject({ name: 'Oops', message: 'no answer', code: 'E_OOPS', status: 503 });
    expect(error.retry).toBeInstanceOf(EncodingError);
    expect(error.retry).toMatchObject({
      message: expect.stringContaining('task failWithUntravelled: error.retry is a function'),
    });
  });

  it.each(['name', 'message', 'stack', 'proxy', 'revoked'])(
    'rejects with EncodingError, and its worker lives on, when what it threw cannot even be looked at: %s',
    async (which) => {
      const pid = await pool.apply(tasks.pid);
      const error = await rejectionOf<Error>(pool.apply(tasks.failWithHostile, [which]));
      expect(error).toBeInstanceOf(EncodingError);
      expect(error.message).toMatch(/^task failWithHostile: error could not be encoded: /);
      expect(await pool.apply(tasks.pid)).toBe(pid);
    },
  );

  it.each(['code', 'cause'])(
    'rejects with the rest of its error when the getter of a field throws: %s',
    async (field) => {
      const error = await rejectionOf<Error>(pool.apply(tasks.failWithHostile, [field]));
      expect(error).toMatchObject({ name: 'Oops', message: 'guarded', details: { tried: [1, 2] } });
      expect(Reflect.get(error, field)).toBeInstanceOf(EncodingError);
      expect(Reflect.get(error, field)).toMatchObject({
        message: `task failWithHostile: error.${field} could not be encoded: an object that gives no text`,
      });
    },
  );

  it('rejects with an object without a prototype if it threw that', async () => {
    const nothing = Object.assign(Object.create(null), { toString: 'no function' });
    expect(await rejectionOf(pool.apply(tasks.failWith, [nothing]))).toEqual({ toString: 'no function' });
  });

  it('leaves its worker alive', async () => {
    const pid = await pool.apply(tasks.pid);
    await rejectionOf(pool.apply(tasks.fail));
    expect(await pool.apply(tasks.pid)).toBe(pid);
  });
});

describe('what cannot travel', () => {
  it('is refused at the caller, with the path to it, when it is an argument', async () => {
    const error = await rejectionOf<Error>(pool.apply(tasks.echo, [{ done: () => {} }]));
    expect(error).toBeInstanceOf(EncodingError);
    expect(error.message).toMatch(/^task echo: arguments\[0\].done is a function/);
  });

  it('is refused in the worker, which lives on, when it is a result', async () => {
    const pid = await pool.apply(tasks.pid);
    const error = await rejectionOf<Error>(pool.apply(tasks.giveFunction));
    expect(error).toBeInstanceOf(EncodingError);
    expect(error.message).toMatch(/^task giveFunction: result.jobs\[0\].run is a function/);
    expect(await pool.apply(tasks.pid)).toBe(pid);
  });

  it('is refused at the caller when it is a proxy that was disposed of', async () => {
    await using manager = await Manager.start();
    const queue = manager.queue('early');
    queue[Symbol.dispose]();
    const error = await rejectionOf<Error>(pool.apply(tasks.echo, [{ from: queue }]));
    expect(error).toBeInstanceOf(EncodingError);
    expect(error.message).toBe('task echo: arguments[0].from is a proxy that was disposed of: queue("early")');
  });

  it('is refused in the worker when it is a proxy that the task disposed of', async () => {
    await using _manager = await Manager.start();
    const error = await rejectionOf<Error>(pool.apply(tasks.giveDisposed));
    expect(error).toBeInstanceOf(EncodingError);
    expect(error.message).toMatch(/^task giveDisposed: result.queues\[0\] is a proxy that was disposed of: queue\(/);
  });

  it('is refused when it is not a list of arguments', async () => {
    expect(await rejectionOf(pool.apply(tasks.echo, 'abc' as never))).toBeInstanceOf(ArgumentError);
  });

  it.each([
    ['the function local', async function local() {}],
    ['"echo"', 'echo'],
    ['an object', {}],
    ['undefined', undefined],
    ['null', null],
  ])('is refused when it is no task but %s, at once or by the AsyncResult', async (what, notTask) => {
    for (const method of ['apply', 'applyAsync'] as const) {
      const error = await rejectionOf<Error>(pool[method](notTask as never));
      expect(error).toBeInstanceOf(ArgumentError);
      expect(error.message).toMatch(`${what} is not a task: register it with task(import.meta.url, …)`);
    }
  });
});

describe('a task that a worker cannot find', () => {
  it('rejects with UnknownTaskError when its module does not register it there', async () => {
    const error = await rejectionOf<Error>(pool.apply(missing));
    expect(error).toBeInstanceOf(UnknownTaskError);
    expect(error.message).toMatch(/broken.mjs registers no task missing when a worker imports it/);
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });

  it('rejects with UnknownTaskError, the reason its cause, when its module cannot be imported', async () => {
    const error = await rejectionOf<Error>(pool.apply(unreachable));
    expect(error).toBeInstanceOf(UnknownTaskError);
    expect(error.cause).toBeInstanceOf(SyntaxError);
    expect(error.cause).toMatchObject({ message: 'this module is not for workers' });
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });
});

describe('a task whose module throws what has no text', () => {
  const module = 'data:text/javascript,throw { toString: 0 }';
  const hidden = task(module, async function hidden() {});

  it('rejects with UnknownTaskError all the same', async () => {
    const error = await rejectionOf<Error>(pool.apply(hidden));
    expect(error).toBeInstanceOf(UnknownTaskError);
    expect(error.message).toBe(`task hidden: a worker could not import ${module}: an object that gives no text`);
  });
});

describe('a worker that is lost', () => {
  const lossOf = async (running: Promise<unknown>) => {
    const error = await rejectionOf<WorkerLostError>(running);
    expect(error).toBeInstanceOf(WorkerLostError);
    expect(error.happened).toBe('unknown');
    return error;
  };

  it('rejects its task with the signal that killed it', async () => {
    const { message } = await lossOf(pool.apply(tasks.killItself, ['SIGKILL']));
    expect(message).toMatch(
      /^worker process \d+ was ended by SIGKILL while it ran task killItself of file:.*tasks.mjs$/,
    );
  });

  it.each([0, 3])('rejects its task with exit code %i', async (code) => {
    const { message } = await lossOf(pool.apply(tasks.exit, [code]));
    expect(message).toMatch(new RegExp(`^worker process \\d+ ended with exit code ${code} while it ran task exit of `));
  });

  it('rejects its task with the error that nobody caught', async () => {
    const error = await lossOf(pool.apply(tasks.throwUncaught));
    expect(error.message).toMatch(/ended with exit code 1 while .* because of RangeError: out of nowhere$/);
    expect(error.cause).toBeInstanceOf(RangeError);
  });

  it('rejects its task with the rejection that nobody handled', async () => {
    const error = await lossOf(pool.apply(tasks.rejectUnhandled));
    expect(error.cause).toMatchObject({ name: 'RangeError', message: 'nobody listens' });
  });

  it('rejects its task also when nobody caught what has no text', async () => {
    const error = await lossOf(pool.apply(tasks.failUncaughtWith, [{ toString: 'no function' }]));
    expect(error.message).toMatch(/because of an object that gives no text$/);
    expect(error.cause).toEqual({ toString: 'no function' });
  });

  it('rejects its task when the task itself closes the channel', async () => {
    await lossOf(pool.apply(tasks.hangUp));
  });

  it('is replaced: the tasks that wait for it are run', async () => {
    const lost = pool.apply(tasks.killItself, ['SIGKILL']);
    const waiting = [1, 2, 3].map((n) => pool.apply(tasks.add, [n, n]));
    await lossOf(lost);
    expect(await Promise.all(waiting)).toEqual([2, 4, 6]);
  });

  it('is replaced when it is killed while it does nothing', async () => {
    await using manager = await Manager.start();
    const pid = await pool.apply(tasks.pid);
    // The second worker's answer comes after the end of the first is known.
    await using other = new Pool({ processes: 1 });
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await manager.ping();
    await other.apply(tasks.pid);
    expect(await pool.apply(tasks.pid)).not.toBe(pid);
  });

  it('gives back what its task held in the broker', async () => {
    await using manager = await Manager.start();
    const pids = manager.queue<number>();
    const staying = pool.apply(tasks.stay, [pids]);
    process.kill(await pids.get(), 'SIGKILL');
    await lossOf(staying);
    while ((await manager.census()).sessions > 1) await manager.ping();
  });
});

describe('a message that a task sends on the channel of its worker', () => {
  const forged = (number: unknown) => ({ holdall: 'done', number, parcel: { bytes: Uint8Array.of(1), objects: [] } });

  it.each<[string, unknown]>([
    ['has another mark', { holdall: 'hello' }],
    ['is a death without an error', { holdall: 'dying' }],
    ['is a death of an error that cannot be read', { holdall: 'dying', error: Uint8Array.of(0xc1) }],
    ['is an answer without a number', { holdall: 'done' }],
    ['is an answer without a result', { holdall: 'done', number: 1 }],
    ['is a failure with half an error', { holdall: 'failed', number: 1, parcel: { bytes: Uint8Array.of(1) } }],
    ['is the answer to another task', forged(99)],
    ['has a mark of the wrong type', { holdall: ['done'], number: 1 }],
    ['is no object', 'done'],
  ])('is ignored when it %s', async (_, message) => {
    expect(await pool.apply(tasks.say, [[message]])).toBe('said');
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3);
  });
});

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
