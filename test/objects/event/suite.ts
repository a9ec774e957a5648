import { expect } from 'vitest';
import type { Door } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

/** Everything an event promises, through one door. */
export function eventSuite(door: Door): void {
  const test = testThrough(door);

  test('is set until it is cleared', async ({ house }) => {
    const event = (await house.manager()).event();
    expect(await event.isSet()).toBe(false);
    await event.set();
    await event.set();
    expect(await event.isSet()).toBe(true);
    await event.clear();
    await event.clear();
    expect(await event.isSet()).toBe(false);
  });

  test('lets nobody wait who comes after it was set', async ({ house }) => {
    const event = (await house.manager()).event();
    await event.set();
    expect([await event.wait(), await event.wait({ timeout: 0 })]).toEqual([true, true]);
  });

  test('wakes all who wait, wherever they are', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const woken = [a.event(name).wait(), b.event(name).wait(), b.event(name).wait({ timeout: 60_000 })];
    await waiting(a);
    expect(await waiting(b)).toBe(3);
    await c.event(name).set();
    expect(await Promise.all(woken)).toEqual([true, true, true]);
  });

  test('wakes who waited before it was set, though it was cleared at once', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const woken = [a.event(name).wait(), b.event(name).wait()];
    await waiting(a);
    expect(await waiting(b)).toBe(2);
    const event = c.event(name);
    const [, , after] = [event.set(), event.clear(), event.wait({ timeout: 3 })];
    expect(await Promise.all(woken)).toEqual([true, true]);
    expect(await after).toBe(false);
  });

  test('gives false to who waits no longer', async ({ house }) => {
    const event = (await house.manager()).event();
    expect([await event.wait({ timeout: 0 }), await event.wait({ timeout: 3 })]).toEqual([false, false]);
    expect(await event.isSet()).toBe(false);
  });
}
