import { inspect } from 'node:util';
import { ArgumentError, EncodingError, Manager, Process, StateError } from 'holdall';
import { describe, expect, it } from 'vitest';
import * as tasks from './programs/tasks.mjs';
import { isAlive, rejectionOf } from './settled.js';

/** A process that has told its pid and never ends. */
async function staying(manager: Manager) {
  const pids = manager.queue<number>();
  const child = new Process(tasks.stay, [pids]);
  await child.start();
  expect(await pids.get()).toBe(child.pid);
  return child;
}

describe('a process', () => {
  it('runs its task with shared objects, and exits with 0', async () => {
    await using manager = await Manager.start();
    const queue = manager.queue<string>();
    const child = new Process(tasks.note, [queue, 'from the child']);
    await child.start();
    expect(await queue.get()).toBe('from the child');
    await child.join();
    expect(child.exitCode).toBe(0);
  });

  it('keeps the shared objects of its task alive until the task has them', async () => {
    await using manager = await Manager.start();
    const [from, to] = [manager.queue<string>(), manager.queue<string>()];
    await from.put('letter');
    const child = new Process(tasks.passOn, [from, to]);
    await child.start();
    expect(await to.get()).toBe('letter');
    await child.join();
  });

  it('is alive from start to end, and has an exit code after that', async () => {
    await using manager = await Manager.start();
    const child = new Process(tasks.stay, [manager.queue<number>()]);
    expect([child.pid, child.isAlive(), child.exitCode]).toEqual([undefined, false, undefined]);
    await child.start();
    expect([child.pid, child.isAlive(), child.exitCode]).toEqual([expect.any(Number), true, undefined]);
    child.kill();
    await child.join();
    expect([child.isAlive(), isAlive(child.pid as number)]).toEqual([false, false]);
  });

  it.each([
    ['terminate', -15],
    ['kill', -9],
  ] as const)('ends by %s() with exit code %i, the number of the signal', async (end, exitCode) => {
    await using manager = await Manager.start();
    const child = await staying(manager);
    child[end]();
    await child.join();
    expect(child.exitCode).toBe(exitCode);
  });

  it.each([
    [tasks.exit, 5],
    [tasks.setExitCode, 6],
  ])('exits with the code that its task chose', async (task, code) => {
    const child = new Process(task, [code]);
    await child.start();
    await child.join();
    expect(child.exitCode).toBe(code);
  });

  it('is joined by whoever waits, when the time is over at the latest', async () => {
    await using manager = await Manager.start();
    const child = await staying(manager);
    await child.join({ timeout: 1 });
    expect(child.exitCode).toBeUndefined();
    child.kill();
    await Promise.all([child.join(), child.join({ timeout: 60_000 })]);
    expect(child.exitCode).toBe(-9);
  });

  it('has a name: its own, or a number', () => {
    const [first, second] = [new Process(tasks.pid), new Process(tasks.pid)];
    const [, number] = /^Process-(\d+)$/.exec(first.name) ?? [];
    expect(second.name).toBe(`Process-${Number(number) + 1}`);
    expect(new Process(tasks.pid, [], { name: 'Painter' }).name).toBe('Painter');
  });

  it('tells its name and its state when it is printed', async () => {
    await using manager = await Manager.start();
    const child = new Process(tasks.stay, [manager.queue<number>()], { name: 'Painter' });
    expect(String(child)).toBe('Process("Painter", not started)');
    const started = child.start();
    expect(inspect(child)).toBe('[holdall Process("Painter", starting)]');
    await started;
    expect(inspect({ child })).toBe(`{ child: [holdall Process("Painter", running as process ${child.pid})] }`);
    child.kill();
    await child.join();
    expect(inspect(child)).toBe('[holdall Process("Painter", ended with exit code -9)]');
  });

  it('starts once', async () => {
    const child = new Process(tasks.pid);
    await child.start();
    expect(await rejectionOf(child.start())).toBeInstanceOf(StateError);
    await child.join();
    expect(await rejectionOf(child.start())).toBeInstanceOf(StateError);
  });

  it('cannot be joined or ended before it is started', async () => {
    const child = new Process(tasks.pid);
    expect(await rejectionOf(child.join())).toBeInstanceOf(StateError);
    expect(() => child.terminate()).toThrow(StateError);
    expect(() => child.kill()).toThrow(StateError);
  });

  it('refuses what is no task, and arguments that cannot travel', async () => {
    expect(() => new Process((() => {}) as never)).toThrow(ArgumentError);
    const child = new Process(tasks.echo, [() => {}]);
    expect(await rejectionOf(child.start())).toBeInstanceOf(EncodingError);
    expect(child.isAlive()).toBe(false);
  });

  it('refuses what are no arguments or no options when it is made', () => {
    const make =
      (...rest: unknown[]) =>
      () =>
        new Process(tasks.add, ...(rest as [[number]]));
    expect(make(7)).toThrow('the arguments of task add must be an array, and options come after it; got 7');
    expect(make({ args: [7] })).toThrow('must be an array');
    expect(make([7], { daemons: true })).toThrow('new Process has no option "daemons"; it has name, daemon');
    expect(make([7], { daemon: 'yes' })).toThrow('daemon must be true or false; got "yes"');
    expect(make([7], { name: 7 })).toThrow('name must be a string; got 7');
  });

  it('refuses a negative timeout', async () => {
    expect(await rejectionOf(new Process(tasks.pid).join({ timeout: -1 }))).toBeInstanceOf(ArgumentError);
  });
});
