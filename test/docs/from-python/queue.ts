import { Empty, Full, ShutDown, TimeoutError, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { Checks } from './rows.js';

const atOnce = { timeout: 0 };

export const queueChecks: Checks = {
  async 'Queue.put'(manager) {
    const queue = manager.queue(undefined, { maxSize: 1 });
    await queue.put('a', { timeout: 1 });
    await expect(queue.put('b', { timeout: 1 })).rejects.toThrow(Full);
    await queue.shutdown();
    await expect(queue.put('b')).rejects.toThrow(ShutDown);
  },
  async 'Queue.put_nowait'(manager) {
    const queue = manager.queue(undefined, { maxSize: 1 });
    await queue.putNowait('a');
    await expect(queue.putNowait('b')).rejects.toThrow(Full);
  },
  async 'Queue.get'(manager) {
    const queue = manager.queue();
    await queue.put('a');
    expect(await queue.get({ timeout: 1 })).toBe('a');
    await expect(queue.get({ timeout: 1 })).rejects.toThrow(Empty);
    await queue.shutdown();
    await expect(queue.get()).rejects.toThrow(ShutDown);
  },
  async 'Queue.get_nowait'(manager) {
    const queue = manager.queue();
    await expect(queue.getNowait()).rejects.toThrow(Empty);
    await queue.put('a');
    expect(await queue.getNowait()).toBe('a');
  },
  async 'Queue.qsize'(manager) {
    const queue = manager.queue();
    await queue.putMany(['a', 'b']);
    expect(await queue.qsize()).toBe(2);
  },
  async 'Queue.empty'(manager) {
    const queue = manager.queue();
    expect(await queue.empty()).toBe(true);
    await queue.put('a');
    expect(await queue.empty()).toBe(false);
  },
  async 'Queue.full'(manager) {
    const queue = manager.queue(undefined, { maxSize: 1 });
    expect(await queue.full()).toBe(false);
    await queue.put('a');
    expect(await queue.full()).toBe(true);
  },
  async 'Queue.task_done'(manager) {
    const queue = manager.queue();
    await queue.putMany(['a', 'b', 'c']);
    await queue.taskDone(2);
    await queue.taskDone();
    await expect(queue.taskDone()).rejects.toThrow(ValueError);
  },
  async 'Queue.join'(manager) {
    const queue = manager.queue();
    await queue.join();
    await queue.put('a');
    await expect(queue.join(atOnce)).rejects.toThrow(TimeoutError);
    await queue.taskDone();
    await queue.join();
  },
  async 'Queue.shutdown'(manager) {
    const [draining, immediate] = [manager.queue(), manager.queue()];
    for (const queue of [draining, immediate]) await queue.put('a');
    await draining.shutdown();
    expect(await draining.get()).toBe('a');
    await immediate.shutdown({ immediate: true });
    await expect(immediate.get()).rejects.toThrow(ShutDown);
  },
};
