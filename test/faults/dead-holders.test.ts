/** Clients that are killed while they hold something or while others wait with them, between real processes. */
import { BrokenBarrierError } from 'holdall';
import { describe, expect } from 'vitest';
import { AUTHKEY, zeromqDoor } from '../harness/doors.js';
import { testThrough, waiting } from '../harness/house.js';
import { Program } from '../harness/processes.js';
import { neverAnswered, threeOf } from './clients.js';

describe('a client killed with SIGKILL', () => {
  const test = testThrough(zeromqDoor);

  test.for(['semaphore', 'boundedSemaphore'] as const)(
    'while it holds permits of a %s: who waits for them has them',
    async (type, { house }) => {
      const name = house.name();
      const [dead, next, other] = await threeOf(house);
      await dead[type](name, { permits: 3 }).acquire(2);
      await dead[type](name).acquire();
      const permit = next[type](name).acquire(3);
      expect(await waiting(next)).toBe(1);
      await dead.slay();
      expect((await permit).count).toBe(3);
      expect(await other[type](name).value()).toBe(0);
    },
  );

  test('while it waits for permits takes none, and holds up nobody', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    await other.semaphore(name, { permits: 2 }).acquire();
    const lost = neverAnswered(dead.semaphore(name).acquire(2));
    expect(await waiting(dead)).toBe(1);
    const permit = next.semaphore(name).acquire();
    expect(await waiting(next)).toBe(2);
    await dead.slay();
    await lost;
    expect((await permit).count).toBe(1);
    expect(await other.semaphore(name).value()).toBe(0);
  });

  test('while it writes under an rwLock: who waits has it, and learns that it was abandoned', async ({ house }) => {
    const name = house.name();
    const [dead, next, after] = await threeOf(house);
    await dead.rwLock(name).acquireWrite();
    const read = next.rwLock(name).acquireRead();
    expect(await waiting(next)).toBe(1);
    const write = after.rwLock(name).acquireWrite();
    expect(await waiting(after)).toBe(2);
    await dead.slay();
    const reading = await read;
    expect(reading.abandoned).toBe(true);
    await reading.release();
    expect((await write).abandoned).toBe(true);
  });

  test('while it reads under an rwLock, or waits to write: the others go on', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    const reading = await other.rwLock(name).acquireRead();
    await dead.rwLock(name).acquireRead();
    const lost = neverAnswered(dead.rwLock(name).acquireWrite());
    expect(await waiting(dead)).toBe(1);
    const read = next.rwLock(name).acquireRead();
    expect(await waiting(next)).toBe(2);
    await dead.slay();
    await lost;
    await (await read).release();
    await reading.release();
    expect((await next.rwLock(name).acquireWrite()).abandoned).toBe(false);
  });

  test('while it waits at a barrier: all others learn that it is broken', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    const lost = neverAnswered(dead.barrier(name, { parties: 3 }).wait());
    expect(await waiting(dead)).toBe(1);
    const broken = expect(next.barrier(name).wait()).rejects.toThrow(BrokenBarrierError);
    expect(await waiting(next)).toBe(2);
    await dead.slay();
    await Promise.all([lost, broken]);
    await other.barrier(name).reset();
    expect(await other.barrier(name).nWaiting()).toBe(0);
  });

  test('while it runs the action of a barrier: all others learn that it is broken', async ({ house }) => {
    const name = house.name();
    const [one, another] = await threeOf(house);
    const broken = [one, another].map((client) =>
      expect(client.barrier(name, { parties: 3 }).wait()).rejects.toThrow('the session that ran its action ended'),
    );
    await waiting(one);
    expect(await waiting(another)).toBe(2);
    const runner = new Program('test/faults/programs/runner.mjs', [house.address, name], {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
    });
    await runner.lines(1);
    expect(await one.barrier(name).nWaiting()).toBe(3);
    await runner.slay();
    await Promise.all(broken);
    expect(await one.barrier(name).broken()).toBe(true);
  });

  test('while it waits for a latch: the latch counts on for the others', async ({ house }) => {
    const name = house.name();
    const [dead, next, other] = await threeOf(house);
    await other.latch(name, { count: 1 }).count();
    const lost = neverAnswered(dead.latch(name).wait());
    expect(await waiting(dead)).toBe(1);
    const there = next.latch(name).wait();
    expect(await waiting(next)).toBe(2);
    await dead.slay();
    await lost;
    await other.latch(name).countDown();
    expect(await there).toBe(true);
  });
});
