import { Manager, Pool, PoolTerminatedError, serve, WorkerLostError } from 'holdall';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { node, path } from './programs/run.js';
import * as tasks from './programs/tasks.mjs';
import * as inThreads from './programs/thread-tasks.mjs';
import { rejectionOf } from './settled.js';

let manager: Manager;
let pool: Pool;
beforeAll(async () => {
  manager = await Manager.start();
});
afterAll(() => manager.close());
beforeEach(() => {
  pool = new Pool({ processes: 1, kind: 'thread' });
});
afterEach(() => pool[Symbol.asyncDispose]());

describe('a thread', () => {
  it.each([
    ['calls process.exit', tasks.exit, [7], 7, undefined],
    ['throws what nobody catches', tasks.throwUncaught, [], 1, 'out of nowhere'],
    ['leaves a rejection to nobody', tasks.rejectUnhandled, [], 1, 'nobody listens'],
  ] as const)('that %s ends alone, and is replaced', async (_, task, args, code, why) => {
    const error = await rejectionOf<WorkerLostError>(pool.apply(task as typeof tasks.exit, args as never));
    expect(error).toBeInstanceOf(WorkerLostError);
    expect(error.message).toMatch(new RegExp(`^worker thread \\d+ ended with exit code ${code} while it ran task`));
    expect((error.cause as Error | undefined)?.message).toBe(why);
    expect(await pool.apply(tasks.pid)).toBe(process.pid);
  });

  it.each(['terminate', 'exit', 'throw'])('that waits at a broker may end by %s', async (way) => {
    const [waiting, never] = [manager.event(), manager.queue<string>()];
    const lost = rejectionOf(pool.apply(inThreads.waitAndEnd, [waiting, never, way]));
    await waiting.wait();
    if (way === 'terminate') pool.terminate();
    expect(await lost).toBeInstanceOf(way === 'terminate' ? PoolTerminatedError : WorkerLostError);
    await eventually(
      async () => (await manager.census()).sessions === 1,
      () => 'the session of the thread has ended',
    );
    await never.put('for whoever is left');
    expect(await never.get()).toBe('for whoever is left');
  });

  it('has the manager of its pool, and gives back what it is given', async () => {
    const queue = manager.queue<string>();
    const answered = await pool.apply(inThreads.useQueue, [queue, 'there']);
    expect(answered.same.equals(queue)).toBe(true);
    expect([await queue.get(), await answered.made.get()]).toEqual(['there', 'there']);
  });

  it('has the manager in pools of its own, too, whichever kind', async () => {
    expect(await pool.apply(inThreads.addressInPool, ['thread'])).toBe(manager.address);
    expect(await pool.apply(inThreads.addressInPool, ['process'])).toBe(manager.address);
  });

  it('changes nothing of the process', async () => {
    const [exitCode, listeners] = [process.exitCode, process.listenerCount('SIGINT')];
    await pool.apply(tasks.setExitCode, [9]);
    pool.close();
    await pool.join();
    expect([process.exitCode, process.listenerCount('SIGINT')]).toEqual([exitCode, listeners]);
  });
});

it('a program whose threads use a broker does without libzmq', async () => {
  await using broker = await serve({ listen: 'tcp://127.0.0.1:*', authkey: 'secret of the broker' });
  const program = node(path('threads-first.mjs'), broker.addresses[0] as string, 'secret of the broker');
  const output = '{ isMainThread: false, isLoaded: false }\n';
  expect(await program.ended).toEqual({ code: 0, output, errors: '' });
});
