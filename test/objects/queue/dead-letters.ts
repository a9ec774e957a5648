import { ArgumentError, OptionsConflictError, ShutDown } from 'holdall';
import { expect } from 'vitest';
import { type HouseTest, waiting } from '../../harness/house.js';

export function deadLetterTests(test: HouseTest): void {
  test('sends an item that was delivered often enough to its dead letters', async ({ house }) => {
    const manager = await house.manager();
    const dead = manager.queue<string>();
    const queue = manager.queue<string>(undefined, { maxDeliveries: 2, deadLetter: dead });
    await queue.putMany(['poison', 'good']);
    await (await queue.reserve()).nack();
    expect(await dead.qsize()).toBe(0);
    const last = await queue.reserve();
    expect([last.value, last.attempt]).toEqual(['poison', 2]);
    await last.nack({ delay: 5 });
    expect(await dead.get()).toBe('poison');
    await (await queue.reserve()).ack();
    await queue.join();
  });

  test('sends there also what leases and sessions left behind', async ({ house }) => {
    const [name, deadName] = [house.name(), house.name('dead letters')];
    const [a, b] = await house.clients();
    const queue = a.queue<number>(name, { maxDeliveries: 1, deadLetter: deadName });
    await queue.putMany([1, 2, 3]);
    const dead = b.queue<number>(deadName);
    await queue.reserve({ lease: 1 });
    expect(await dead.get()).toBe(1);
    await queue.reserveMany(2);
    await a.close();
    expect(await dead.getMany(5)).toEqual([2, 3]);
    await b.queue(name).join();
  });

  test('drops it where there are none, and counts it as done', async ({ house }) => {
    const queue = (await house.manager()).queue<string>(undefined, { maxDeliveries: 1 });
    await queue.put('poison');
    await (await queue.reserve()).nack();
    await queue.join();
    expect(await queue.stats()).toEqual({ ready: 0, delayed: 0, reserved: 0, unfinished: 0, bytes: 0 });
  });

  test('finds room for dead letters in a queue that is full, or was shut down', async ({ house }) => {
    const manager = await house.manager();
    const dead = manager.queue<string>(undefined, { maxSize: 1, maxBytes: 20 });
    const queue = manager.queue<string>(undefined, { maxDeliveries: 1, deadLetter: dead });
    await dead.put('first');
    await queue.putMany(['second', 'third']);
    await (await queue.reserve()).nack();
    expect([await dead.qsize(), await dead.full()]).toEqual([2, true]);
    await dead.shutdown({ immediate: true });
    await (await queue.reserve()).nack();
    expect(await dead.get()).toBe('third');
    await expect(dead.get()).rejects.toThrow(ShutDown);
  });

  test('hands dead letters to those who wait for them', async ({ house }) => {
    const [name, deadName] = [house.name(), house.name('dead letters')];
    const [a, b, c] = await house.clients();
    const got = b.queue(deadName).get();
    expect(await waiting(b)).toBe(1);
    const reserved = c.queue(deadName).reserve();
    expect(await waiting(c)).toBe(2);
    const queue = a.queue<string>(name, { maxDeliveries: 1, deadLetter: deadName });
    await queue.putMany(['for b', 'for c']);
    await a.queue(name).reserveMany(2);
    await a.close();
    expect(await got).toBe('for b');
    const letter = await reserved;
    expect([letter.value, letter.attempt]).toEqual(['for c', 1]);
  });

  test('passes on what a dead letter refers to, alive', async ({ house }) => {
    const manager = await house.manager();
    const dead = manager.queue<unknown>();
    const queue = manager.queue<unknown>(undefined, { maxDeliveries: 1, deadLetter: dead });
    const dict = manager.dict<string, number>();
    await dict.set('answer', 42);
    await queue.put(dict);
    dict[Symbol.dispose]();
    await (await queue.reserve()).nack();
    const found = (await dead.get()) as typeof dict;
    expect(await found.get('answer')).toBe(42);
  });

  test('keeps its dead letters alive, and refuses others when it is opened again', async ({ house }) => {
    const [name, deadName] = [house.name(), house.name('dead letters')];
    const manager = await house.manager();
    const options = { maxDeliveries: 1, deadLetter: deadName };
    await manager.queue(name, options).qsize();
    await manager.queue(name, options).qsize();
    await manager.queue(name, { deadLetter: manager.queue(deadName) }).qsize();
    await manager.queue(name).qsize();
    await expect(manager.queue(name, { deadLetter: manager.queue() }).qsize()).rejects.toThrow(OptionsConflictError);
    await expect(manager.queue(deadName, { deadLetter: deadName }).qsize()).rejects.toThrow(OptionsConflictError);
  });

  test('refuses dead letters that are no queue', async ({ house }) => {
    const manager = await house.manager();
    await expect(manager.queue(undefined, { deadLetter: manager.dict() as never }).qsize()).rejects.toThrow(
      ArgumentError,
    );
    for (const deadLetter of [5, true, {}, '', []] as never[]) {
      expect(() => manager.queue(undefined, { deadLetter })).toThrow(ArgumentError);
    }
    for (const maxDeliveries of [-1, 1.5, '1', Number.NaN] as never[]) {
      await expect(manager.queue(undefined, { maxDeliveries }).qsize()).rejects.toThrow(ArgumentError);
    }
  });
}
