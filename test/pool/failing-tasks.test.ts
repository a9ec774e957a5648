import { ArgumentError, EncodingError, Manager, Pool, StateError, task, UnknownTaskError } from 'holdall';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from './programs/broken.mjs';
import * as tasks from './programs/tasks.mjs';
import { unreachable } from './programs/throws-in-workers.mjs';
import { rejectionOf } from './settled.js';

const module = 'data:text/javascript,throw { toString: 0 }';
const hidden = task(module, async function hidden() {});

let pool: Pool;
beforeAll(() => {
  pool = new Pool({ processes: 1 });
});
afterAll(() => pool[Symbol.asyncDispose]());

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
      /^Oops: it went wrong\n +at fail \(.*tasks.mjs[\s\S]*--- in worker process \d+, for: ---\n +at .*failing-tasks.test.ts/,
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

  it.each(['name', 'message', 'proxy', 'revoked'])(
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

  it('rejects with its error when that lets nobody read its stack', async () => {
    const error = await rejectionOf<Error>(pool.apply(tasks.failWithHostile, ['stack']));
    expect(error).toMatchObject({ name: 'Oops', message: 'guarded', details: { tried: [1, 2] } });
  });

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

describe.each(['process', 'thread'] as const)('a task that a worker cannot find: %s', (kind) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool({ processes: 1, kind });
  });
  afterAll(() => pool[Symbol.asyncDispose]());

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

  it('rejects with UnknownTaskError also when its module throws what has no text', async () => {
    const error = await rejectionOf<Error>(pool.apply(hidden));
    expect(error).toBeInstanceOf(UnknownTaskError);
    expect(error.message).toBe(`task hidden: a worker could not import ${module}: an object that gives no text`);
  });
});
