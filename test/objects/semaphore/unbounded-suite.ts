import { ValueError } from 'holdall';
import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

/** What only semaphores without a bound do. */
export function unboundedSemaphoreSuite(door: Door): void {
  const test = testThrough(door);

  test('signals from one program to another: a release of what nobody holds is a new permit', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const signalled = a.semaphore(name, { permits: 0 }).acquire(2);
    expect(await waiting(a)).toBe(1);
    await b.semaphore(name).release();
    expect(await waiting(b)).toBe(1);
    await b.semaphore(name).release(2);
    expect((await signalled).count).toBe(2);
    expect(await b.semaphore(name).value()).toBe(1);
  });

  test('takes what a program gives back from its own first, and adds the rest', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    await a.semaphore(name, { permits: 2 }).acquire();
    await b.semaphore(name).acquire();
    await a.semaphore(name).release(3);
    expect(await b.semaphore(name).value()).toBe(3);
    await b.close();
    expect(await a.semaphore(name).value()).toBe(4);
    await a.close();
    const after = await house.client();
    expect(await after.semaphore(name).value()).toBe(4);
  });

  test('grants a wish for more than there are once there are as many', async ({ house }) => {
    const semaphore = (await house.manager()).semaphore();
    const many = semaphore.acquire(3);
    await semaphore.release(2);
    expect((await many).count).toBe(3);
  });

  test('counts no further than whole numbers go, counting what comes back', async ({ house }) => {
    const most = Number.MAX_SAFE_INTEGER;
    const name = house.name();
    const [a, b] = await house.clients();
    await a.semaphore(name, { permits: most }).acquire(2);
    await expect(b.semaphore(name).release()).rejects.toThrow(ValueError);
    await expect(a.semaphore(name).release(3)).rejects.toThrow(ValueError);
    expect(await b.semaphore(name).value()).toBe(most - 2);
    await a.semaphore(name).release(2);
    expect(await b.semaphore(name).value()).toBe(most);
  });
}
