import { NotOwnerError, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

/** What only semaphores with a bound do. */
export function boundedSemaphoreSuite(door: Door): void {
  const test = testThrough(door);

  test.for([true, false])('never has more permits than it began with: robust %s', async (robust, { house }) => {
    const semaphore = (await house.manager()).boundedSemaphore(undefined, { permits: 3, robust });
    await expect(semaphore.release()).rejects.toThrow(ValueError);
    await semaphore.acquire(2);
    await expect(semaphore.release(3)).rejects.toThrow(ValueError);
    expect(await semaphore.value()).toBe(1);
    await semaphore.release(2);
    await expect(semaphore.release()).rejects.toThrow(ValueError);
  });

  test('takes no permits back that another program holds', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a.boundedSemaphore(name, { permits: 3 }).acquire(2);
    await b.boundedSemaphore(name).acquire();
    await expect(b.boundedSemaphore(name).release(2)).rejects.toThrow(NotOwnerError);
    await expect(b.boundedSemaphore(name).release(4)).rejects.toThrow(ValueError);
    expect(await a.boundedSemaphore(name).value()).toBe(0);
    await b.boundedSemaphore(name).release();
    await expect(b.boundedSemaphore(name).release()).rejects.toThrow(NotOwnerError);
    expect(await a.boundedSemaphore(name).value()).toBe(1);
  });

  test('that is not robust takes permits back from anybody, as in Python', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a.boundedSemaphore(name, { permits: 2, robust: false }).acquire(2);
    await b.boundedSemaphore(name).release();
    expect(await a.boundedSemaphore(name).value()).toBe(1);
  });

  test('refuses at once what it can never grant, also behind others', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a.boundedSemaphore(name, { permits: 2 }).acquire();
    const many = a.boundedSemaphore(name).acquire(2);
    expect(await waiting(a)).toBe(1);
    await expect(b.boundedSemaphore(name).acquire(3)).rejects.toThrow(ValueError);
    await expect(b.boundedSemaphore(name).tryAcquire(3)).rejects.toThrow('can never be granted');
    await a.boundedSemaphore(name).release();
    expect((await many).count).toBe(2);
    await expect(b.boundedSemaphore(name).acquire(3)).rejects.toThrow(ValueError);
  });
}
