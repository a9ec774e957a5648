import { Process, StateError } from 'holdall';
import { expect } from 'vitest';
import * as tasks from '../../pool/programs/tasks.mjs';
import { isAlive } from '../../pool/settled.js';
import type { Check, Checks } from './rows.js';

/** A process whose task never ends, once it has begun. */
async function staying(manager: Parameters<Check>[0]): Promise<Process> {
  const pids = manager.queue<number>();
  const worker = new Process(tasks.stay, [pids]);
  await worker.start();
  expect(await pids.get()).toBe(worker.pid);
  return worker as unknown as Process;
}

async function ended(worker: Process): Promise<number | undefined> {
  await worker.join();
  return worker.exitCode;
}

export const processChecks: Checks = {
  async Process(manager) {
    const noted = manager.queue<string>();
    const worker = new Process(tasks.note, [noted, 'here'], { name: 'noter', daemon: true });
    expect([worker.name, worker.daemon]).toEqual(['noter', true]);
    await worker.start();
    expect(await noted.get()).toBe('here');
    await worker.join();
  },
  async 'Process.run'() {
    expect(await tasks.add(1, 2)).toBe(3);
  },
  async 'Process.start'() {
    const worker = new Process(tasks.pid);
    await worker.start();
    await expect(worker.start()).rejects.toThrow(StateError);
    await worker.join();
  },
  async 'Process.join'(manager) {
    await expect(new Process(tasks.pid).join()).rejects.toThrow(StateError);
    const worker = await staying(manager);
    await worker.join({ timeout: 1 });
    expect(worker.exitCode).toBe(undefined);
    worker.kill();
    await worker.join();
    expect(worker.isAlive()).toBe(false);
  },
  async 'Process.name'() {
    expect(new Process(tasks.pid).name).toMatch(/^Process-\d+$/);
    expect(new Process(tasks.pid, [], { name: 'mine' }).name).toBe('mine');
  },
  async 'Process.is_alive'(manager) {
    expect(new Process(tasks.pid).isAlive()).toBe(false);
    const worker = await staying(manager);
    expect(worker.isAlive()).toBe(true);
    worker.kill();
    await worker.join();
    expect(worker.isAlive()).toBe(false);
  },
  async 'Process.daemon'() {
    expect(new Process(tasks.pid).daemon).toBe(false);
    expect(new Process(tasks.pid, [], { daemon: true }).daemon).toBe(true);
  },
  async 'Process.pid'(manager) {
    expect(new Process(tasks.pid).pid).toBe(undefined);
    const worker = await staying(manager);
    expect(isAlive(worker.pid as number)).toBe(true);
    worker.kill();
    await worker.join();
  },
  async 'Process.ident'(manager) {
    const worker = await staying(manager);
    expect(worker.pid).toBeTypeOf('number');
    worker.kill();
    await worker.join();
  },
  async 'Process.exitcode'() {
    const codes = [];
    for (const worker of [new Process(tasks.pid), new Process(tasks.fail), new Process(tasks.exit, [7])]) {
      await worker.start();
      codes.push(await ended(worker as unknown as Process));
    }
    expect(codes).toEqual([0, 1, 7]);
  },
  async 'Process.authkey'(manager) {
    const noted = manager.queue<string>();
    const worker = new Process(tasks.note, [noted, 'without a key']);
    await worker.start();
    expect(await noted.get()).toBe('without a key');
    await worker.join();
  },
  async 'Process.sentinel'(manager) {
    expect(() => new Process(tasks.pid).sentinel).toThrow(StateError);
    const [one, other] = [await staying(manager), await staying(manager)];
    one.kill();
    expect(await Promise.race([one.sentinel, other.sentinel])).toBe(-9);
    expect([one.isAlive(), other.isAlive()]).toEqual([false, true]);
    other.kill();
    await other.join();
  },
  async 'Process.terminate'(manager) {
    expect(() => new Process(tasks.pid).terminate()).toThrow(StateError);
    const worker = await staying(manager);
    worker.terminate();
    expect(await ended(worker)).toBe(-15);
  },
  async 'Process.kill'(manager) {
    const worker = await staying(manager);
    worker.kill();
    expect(await ended(worker)).toBe(-9);
  },
  async 'Process.close'(manager) {
    const worker = await staying(manager);
    worker.kill();
    expect(await ended(worker)).toBe(-9);
    expect(isAlive(worker.pid as number)).toBe(false);
  },
};
