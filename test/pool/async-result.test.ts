import { inspect } from 'node:util';
import { ArgumentError, type AsyncResult, Manager, Pool, StateError, TimeoutError } from 'holdall';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeBothKinds } from './kinds.js';
import * as maps from './programs/maps.mjs';
import { node, path } from './programs/run.js';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

let manager: Manager;
let pool: Pool;
beforeAll(async () => {
  manager = await Manager.start();
  pool = new Pool({ processes: 1 });
});
afterAll(async () => {
  await pool[Symbol.asyncDispose]();
  await manager.close();
});

/** A task that is running, and how to let it end. */
async function running() {
  const [event, started] = [manager.event(), manager.event()];
  const result = pool.applyAsync(tasks.waitFor, [event, started]);
  await started.wait();
  return { result, finish: () => event.set() };
}

describe('an AsyncResult', () => {
  it('gives the result by get, and as a promise', async () => {
    const result = pool.applyAsync(tasks.add, [1, 2]);
    expect(await result.get()).toBe(3);
    expect(await result).toBe(3);
    expect(await result.then((sum) => sum + 1)).toBe(4);
  });

  it('gives the error by get, and as a promise', async () => {
    const result = pool.applyAsync(tasks.fail);
    expect(await rejectionOf(result.get())).toMatchObject({ name: 'Oops' });
    expect(await rejectionOf(result)).toMatchObject({ name: 'Oops' });
    expect(await result.catch(() => 'caught')).toBe('caught');
  });

  it('keeps an error that nobody asks for to itself', async () => {
    const result = pool.applyAsync(tasks.fail);
    await result.wait();
    expect(result.successful()).toBe(false);
  });

  it('is not ready while the task runs, and then is', async () => {
    const { result, finish } = await running();
    expect(result.ready()).toBe(false);
    await finish();
    await result.wait();
    expect(result.ready()).toBe(true);
    expect(result.successful()).toBe(true);
  });

  it('does not say whether it was successful before it is ready', async () => {
    const { result, finish } = await running();
    expect(() => result.successful()).toThrow(StateError);
    await finish();
    await result;
  });

  it.each([0, 1])('rejects get with TimeoutError after %i ms, and the task goes on', async (timeout) => {
    const { result, finish } = await running();
    expect(await rejectionOf(result.get({ timeout }))).toBeInstanceOf(TimeoutError);
    await finish();
    expect(await result.get({ timeout: Number.MAX_VALUE })).toBeTypeOf('number');
  });

  it('gives a result that is there, whatever the timeout', async () => {
    const result = pool.applyAsync(tasks.add, [1, 2]);
    await result;
    expect(await result.get({ timeout: 0 })).toBe(3);
  });

  it('ends wait without an error when the time is over', async () => {
    const { result, finish } = await running();
    await result.wait({ timeout: 1 });
    expect(result.ready()).toBe(false);
    await finish();
    await result;
  });

  it('tells its task and how that ended when it is printed', async () => {
    const { result, finish } = await running();
    expect(String(result)).toBe('AsyncResult(waitFor, pending)');
    await finish();
    await result;
    expect(inspect({ result })).toBe('{ result: [holdall AsyncResult(waitFor, success)] }');
    const failed = pool.applyAsync(tasks.fail);
    await failed.wait();
    expect(inspect(failed)).toBe('[holdall AsyncResult(fail, failure)]');
  });

  it.each([-1, Number.NaN])('refuses a timeout of %s', async (timeout) => {
    const result = pool.applyAsync(tasks.add, [1, 2]);
    expect(await rejectionOf(result.get({ timeout }))).toBeInstanceOf(ArgumentError);
    expect(await rejectionOf(result.wait({ timeout }))).toBeInstanceOf(ArgumentError);
  });

  it('refuses a bare number for a timeout: it would wait for ever', async () => {
    const result = pool.applyAsync(tasks.add, [1, 2]);
    const results = pool.imap(tasks.add, [1]);
    const wrong = 500 as unknown as { timeout: number };
    for (const waiting of [result.get(wrong), result.wait(wrong), results.next(wrong)]) {
      expect(String(await rejectionOf(waiting))).toMatch(/must be a plain object, as { timeout: … }; got 500$/);
    }
  });
});

describeBothKinds('an AsyncResult', (house) => {
  it('calls one of the callbacks, once, before it is ready', async () => {
    const told: unknown[] = [];
    const callbacks = {
      callback: (value: unknown) => void told.push('result', value, result.ready()),
      errorCallback: (error: unknown) => void told.push('error', (error as Error).name, result.ready()),
    };
    let result: AsyncResult<unknown> = house.pool.applyAsync(tasks.add, [1, 2], callbacks);
    await result.wait();
    expect(told.splice(0)).toEqual(['result', 3, false]);
    result = house.pool.applyAsync(tasks.fail, [], callbacks);
    await result.wait();
    expect(told.splice(0)).toEqual(['error', 'Oops', false]);
    result = house.pool.mapAsync(tasks.echo, [1, 2], callbacks);
    await result.wait();
    expect(told.splice(0)).toEqual(['result', [1, 2], false]);
    result = house.pool.starmapAsync(tasks.add, [[1], [1, 2]], callbacks);
    await result.wait();
    expect(told.splice(0)).toEqual(['result', [2, 3], false]);
    result = house.pool.mapAsync(tasks.echo, [], callbacks);
    await result.wait();
    expect(told.splice(0)).toEqual(['result', [], false]);
    result = house.pool.mapAsync(tasks.echo, [() => {}], callbacks);
    expect(told).toEqual([]);
    await result.wait();
    expect(told).toEqual(['error', 'EncodingError', false]);
  });

  it('refuses callbacks that are no functions', async () => {
    const result = house.pool.applyAsync(tasks.add, [1, 2], { callback: 5 as never });
    expect(await rejectionOf(result)).toBeInstanceOf(ArgumentError);
    const other = house.pool.mapAsync(tasks.echo, [1], { errorCallback: 'x' as never });
    expect(await rejectionOf(other)).toBeInstanceOf(ArgumentError);
  });

  it('can be cancelled while its task runs', async () => {
    const begun = house.manager.queue<string>();
    const result = house.pool.applyAsync(maps.hang, [begun]);
    await begun.get();
    result.cancel();
    expect(await rejectionOf(result)).toMatchObject({ name: 'AbortError', message: 'task hang was cancelled' });
  });

  it('can be cancelled while its task waits, which then does not run', async () => {
    const [gate, passed] = [house.manager.event(), house.manager.queue<string>()];
    const before = house.pool.mapAsync(
      maps.pass,
      [
        { name: 'a', gate },
        { name: 'b', gate },
      ],
      { chunkSize: 1 },
    );
    const result = house.pool.applyAsync(maps.pass, [{ name: 'c', passed }]);
    result.cancel('not needed');
    expect(await rejectionOf(result)).toBe('not needed');
    await gate.set();
    await before;
    expect(await passed.qsize()).toBe(0);
  });

  it('can be cancelled as a whole, of a map', async () => {
    const begun = house.manager.queue<string>();
    const result = house.pool.mapAsync(maps.hang, [begun, begun, begun], { chunkSize: 1 });
    await begun.get();
    result.cancel('not needed');
    expect(await rejectionOf(result)).toBe('not needed');
    result.cancel('not needed either');
    expect(result.successful()).toBe(false);
  });

  it('tells what its task reports, to each reader from its beginning on', async () => {
    const gate = house.manager.event();
    const told: unknown[] = [];
    const result = house.pool.applyAsync(maps.reportTwice, [gate], { onReport: (value) => told.push(value) });
    const reports = result.reports();
    expect(await reports.next()).toEqual({ done: false, value: 'first' });
    const later = result.reports();
    await gate.set();
    expect(await later.next()).toEqual({ done: false, value: { second: true } });
    expect(await later.next()).toEqual({ done: true, value: undefined });
    const rest = [];
    for await (const report of reports) rest.push(report);
    expect(rest).toEqual([{ second: true }]);
    expect(await result).toBe('done');
    expect(told).toEqual(['first', { second: true }]);
    expect((await result.reports().next()).done).toBe(true);
  });
});

describe('a callback that throws', () => {
  it('is an uncaught error of the program, and neither the result nor the pool minds', async () => {
    expect(await node(path('callbacks.mjs')).ended).toEqual({
      code: 0,
      output: 'uncaught: of the callback\nuncaught: of the error callback\n3 Oops 7\n',
      errors: '',
    });
  });
});
