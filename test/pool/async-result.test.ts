import { inspect } from 'node:util';
import { ArgumentError, Manager, Pool, StateError, TimeoutError } from 'holdall';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
