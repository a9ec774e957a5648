import { ArgumentError, Empty, Full, ShutDown, ValueError } from 'holdall';
import { expect } from 'vitest';
import { type HouseTest, waiting } from '../../harness/house.js';

/** Longer than any test. */
const LONG = 3_600_000;

/** Delays, lives, ids, and bounds of bytes. */
export function termTests(test: HouseTest): void {
  test('gives a delayed item when its time has come, and not before', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    await queue.put('much later', { delay: LONG });
    await queue.putMany(['later', 'too'], { delay: 1 });
    expect(await queue.get()).toBe('later');
    expect(await queue.get()).toBe('too');
    await expect(queue.getNowait()).rejects.toThrow(Empty);
    expect([await queue.qsize(), await queue.empty()]).toEqual([0, true]);
    expect(await queue.stats()).toMatchObject({ ready: 0, delayed: 1, unfinished: 3 });
    await expect(queue.peek()).rejects.toThrow(Empty);
    expect(await queue.drain()).toEqual([]);
    expect(await queue.clear()).toBe(1);
  });

  test('gives an item back after a delay', async ({ house }) => {
    const queue = (await house.manager()).queue<string>();
    await queue.putMany(['a', 'b']);
    const delivery = await queue.reserve();
    await delivery.nack({ delay: LONG });
    expect(await queue.stats()).toMatchObject({ ready: 1, delayed: 1, reserved: 0 });
    const other = await queue.reserve();
    await other.nack({ delay: 1 });
    const again = await queue.reserve();
    expect([again.value, again.attempt]).toEqual(['b', 2]);
  });

  test('counts delayed items when it asks whether there is room', async ({ house }) => {
    const queue = (await house.manager()).queue<number>(undefined, { maxSize: 2 });
    await queue.put(1, { delay: LONG });
    await queue.put(2);
    expect([await queue.qsize(), await queue.full()]).toEqual([1, true]);
    await expect(queue.putNowait(3)).rejects.toThrow(Full);
  });

  test('that was shut down still gives what was delayed; shut down at once, it does not', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const queue = a.queue<string>(name);
    await queue.put('soon', { delay: 1 });
    await queue.shutdown();
    expect(await queue.get()).toBe('soon');
    await expect(queue.get()).rejects.toThrow(ShutDown);
    const other = b.queue<string>();
    await other.put('never', { delay: LONG });
    const refused = expect(other.get()).rejects.toThrow(ShutDown);
    await other.shutdown({ immediate: true });
    await refused;
    await other.join();
  });

  test('drops an item that was not taken in time, and counts it as done', async ({ house }) => {
    const queue = (await house.manager()).queue<string>(undefined, { maxSize: 1 });
    await queue.put('short', { ttl: 1 });
    await queue.put('next', { ttl: 1, delay: 1 });
    await queue.join();
    expect(await queue.stats()).toEqual({ ready: 0, delayed: 0, reserved: 0, unfinished: 0, bytes: 0 });
    await queue.putMany(['long'], { ttl: LONG });
    expect(await queue.get()).toBe('long');
  });

  test('does not put what has the id of an item that it has', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const queue = a.queue<string>(name, { maxSize: 2 });
    await queue.put('first', { id: 'job 1' });
    await b.queue<string>(name).put('again', { id: 'job 1' });
    await queue.put('other', { id: 'job 2' });
    // Full, but there is nothing to find room for.
    await queue.putNowait('again', { id: 'job 1' });
    const delivery = await queue.reserve();
    expect([delivery.value, delivery.id]).toEqual(['first', 'job 1']);
    await queue.put('while it is out', { id: 'job 1' });
    await delivery.nack({ delay: LONG });
    await queue.putNowait('while it is delayed', { id: 'job 1' });
    expect(await queue.clear()).toBe(2);
    await queue.put('new', { id: 'job 1' });
    const last = await queue.reserve();
    await last.ack();
    await queue.put('newer', { id: 'job 1' });
    expect(await queue.get()).toBe('newer');
    await queue.put('newest', { id: 'job 1' });
    expect(await queue.drain()).toEqual(['newest']);
    await queue.taskDone(2);
    await queue.join();
  });

  test('takes the id of many items for that of each of them', async ({ house }) => {
    const queue = (await house.manager()).queue<number>();
    await queue.putMany([1, 2], { id: 'batch' });
    await queue.putMany([3], { id: 'batch' });
    expect(await queue.get()).toBe(1);
    await queue.putMany([4], { id: 'batch' });
    expect(await queue.get()).toBe(2);
    await queue.putMany([5], { id: 'batch' });
    expect(await queue.get()).toBe(5);
    await queue.putMany([], { id: 'batch' });
    await queue.put(6, { id: 'batch' });
    expect(await queue.drain()).toEqual([6]);
  });

  test('of two who wait with one id puts the first', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const queue = a.queue<string>(name, { maxSize: 1 });
    await queue.put('in the way');
    const puts = [b.queue<string>(name).put('first', { id: 'x' })];
    expect(await waiting(b)).toBe(1);
    puts.push(c.queue<string>(name).put('second', { id: 'x' }));
    expect(await waiting(c)).toBe(2);
    expect(await queue.get()).toBe('in the way');
    await Promise.all(puts);
    expect(await queue.drain()).toEqual(['first']);
  });

  test('lets who puts wait until the bytes fit', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    // A string of n characters takes n + 1 bytes, as long as n is small.
    const queue = a.queue<string>(name, { maxBytes: 10 });
    await queue.put('1234');
    expect([(await queue.stats()).bytes, await queue.full()]).toEqual([5, false]);
    await expect(queue.putNowait('12345')).rejects.toThrow(Full);
    await expect(queue.putMany(['1', '12'], { timeout: 0 })).resolves.toBeUndefined();
    expect([(await queue.stats()).bytes, await queue.full()]).toEqual([10, true]);
    const put = b.queue<string>(name).put('123456789');
    expect(await waiting(b)).toBe(1);
    expect(await queue.drain()).toEqual(['1234', '1', '12']);
    await put;
    expect((await queue.stats()).bytes).toBe(10);
    await expect(queue.put('1234567890')).rejects.toThrow(ValueError);
    await expect(queue.putMany(['12345', '12345'])).rejects.toThrow(ValueError);
    expect(await queue.drain()).toEqual(['123456789']);
  });

  const wrongTerms: readonly Record<string, unknown>[] = [
    ...[-1, Number.NaN, Number.POSITIVE_INFINITY, '5', {}].map((delay) => ({ delay })),
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5', {}].map((ttl) => ({ ttl })),
    ...['', 'é'.repeat(257), 5, {}, true].map((id) => ({ id })),
    { lease: 5 },
  ];
  test.for(wrongTerms)('refuses a put with %j, and puts nothing', async (terms, { house }) => {
    const queue = (await house.manager()).queue<number>();
    // What no type allows, but JavaScript does.
    await expect(queue.put(1, terms as never)).rejects.toThrow(ArgumentError);
    await expect(queue.putMany([1, 2], terms as never)).rejects.toThrow(ArgumentError);
    expect(await queue.stats()).toEqual({ ready: 0, delayed: 0, reserved: 0, unfinished: 0, bytes: 0 });
  });

  test('takes an id of 512 bytes, and bounds that are counts', async ({ house }) => {
    const manager = await house.manager();
    const queue = manager.queue<number>();
    await queue.put(1, { id: 'é'.repeat(256) });
    await queue.put(2, { id: 'é'.repeat(256), delay: 0 });
    expect(await queue.drain()).toEqual([1]);
    for (const maxBytes of [-1, 1.5, '3', Number.NaN] as never[]) {
      await expect(manager.queue(undefined, { maxBytes }).qsize()).rejects.toThrow(ArgumentError);
    }
  });
}
