import { ArgumentError, BrokenBarrierError, ClosedError, OptionsConflictError } from 'holdall';
import { expect } from 'vitest';
import { defer } from '../../../src/pool/deferred.js';
import type { Client } from '../../harness/client.js';
import type { Door } from '../../harness/doors.js';
import { testThrough, waiting } from '../../harness/house.js';

const three = { parties: 3 } as const;
const two = { parties: 2 } as const;

/** Everything a barrier promises, through one door. */
export function barrierSuite(door: Door): void {
  const test = testThrough(door);

  /** Two clients that wait at a barrier of three. */
  async function twoThere(clients: readonly Client[], name: string): Promise<readonly Promise<number>[]> {
    const there: Promise<number>[] = [];
    for (const [index, client] of clients.slice(0, 2).entries()) {
      there.push(client.barrier(name, three).wait());
      expect(await waiting(client)).toBe(index + 1);
    }
    return there;
  }

  const expectBroken = (waits: readonly Promise<number>[]) =>
    Promise.all(waits.map((wait) => expect(wait).rejects.toThrow(BrokenBarrierError)));

  test('lets nobody go on until all have come, and tells each its place', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const there = await twoThere(clients, name);
    const barrier = clients[2].barrier(name);
    expect([await barrier.parties(), await barrier.nWaiting(), await barrier.broken()]).toEqual([3, 2, false]);
    expect(await Promise.all([...there, barrier.wait()])).toEqual([0, 1, 2]);
    expect([await barrier.nWaiting(), await barrier.broken()]).toEqual([0, false]);
  });

  test('can be used again and again', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    for (let round = 0; round < 5; round++) {
      const indexes = await Promise.all(clients.map((client) => client.barrier(name, three).wait()));
      expect(indexes.sort()).toEqual([0, 1, 2]);
    }
  });

  test('of one lets everybody go on', async ({ house }) => {
    const barrier = (await house.manager()).barrier(undefined, { parties: 1 });
    const ran: string[] = [];
    expect([await barrier.wait(), await barrier.wait({ action: () => ran.push('it') })]).toEqual([0, 0]);
    expect(ran).toEqual(['it']);
  });

  test('lets many rounds of one program go on', async ({ house }) => {
    const barrier = (await house.manager()).barrier(undefined, three);
    const indexes = await Promise.all(Array.from({ length: 9 }, () => barrier.wait()));
    expect(indexes).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]);
  });

  test('is broken for all by an abort until it is reset; a reset breaks it only for those who wait', async ({
    house,
  }) => {
    const name = house.name();
    const clients = await house.clients();
    const there = await twoThere(clients, name);
    const barrier = (await house.client()).barrier(name);
    const broken = expectBroken(there);
    await clients[2].barrier(name).reset();
    await broken;
    const again = expectBroken(await twoThere(clients, name));
    await clients[2].barrier(name).abort();
    await again;
    expect([await barrier.broken(), await barrier.nWaiting()]).toEqual([true, 0]);
    await expect(barrier.wait()).rejects.toThrow('it was aborted');
    await barrier.reset();
    expect(await barrier.broken()).toBe(false);
    expect(await Promise.all([...(await twoThere(clients, name)), barrier.wait()])).toEqual([0, 1, 2]);
  });

  test.for([0, 3])('is broken by who waits no longer than %s ms', async (timeout, { house }) => {
    const name = house.name();
    const clients = await house.clients();
    const first = expectBroken([clients[0].barrier(name, three).wait()]);
    expect(await waiting(clients[0])).toBe(1);
    await expectBroken([clients[1].barrier(name).wait({ timeout })]);
    await first;
    expect(await clients[2].barrier(name).broken()).toBe(true);
  });

  test('has a time limit for those who give none', async ({ house }) => {
    const name = house.name();
    const [a, b] = await house.clients();
    const first = a.barrier(name, { parties: 2, timeout: 3 }).wait();
    await expect(first).rejects.toThrow('not all parties came in the time given');
    await b.barrier(name).reset();
    const patient = b.barrier(name).wait({ timeout: 60_000 });
    expect(await waiting(b)).toBe(1);
    await a.barrier(name).wait();
    expect(await patient).toBe(0);
  });

  test('is broken by who gives up, and that one has its own reason', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const there = expectBroken(await twoThere(clients, name));
    const control = new AbortController();
    await clients[0].barrier(name).reset();
    await there;
    const first = expect(clients[0].barrier(name).wait()).rejects.toThrow('gave up');
    expect(await waiting(clients[0])).toBe(1);
    const gaveUp = expect(clients[1].barrier(name).wait({ signal: control.signal })).rejects.toThrow('enough');
    expect(await waiting(clients[1])).toBe(2);
    control.abort(new Error('enough'));
    await gaveUp;
    await first;
  });

  test('is broken by the end of one who waits', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    const ended = expect(a.barrier(name, three).wait()).rejects.toMatchObject({ code: 'CLOSED' });
    expect(await waiting(a)).toBe(1);
    const left = expect(b.barrier(name).wait()).rejects.toThrow('the session of one who waited ended');
    expect(await waiting(b)).toBe(2);
    await a.close();
    await ended;
    await left;
    expect(await c.barrier(name).broken()).toBe(true);
  });

  test('lets the last who comes run its action before any goes on', async ({ house }) => {
    const name = house.name();
    const manager = await house.manager();
    const clients = await house.clients();
    const there = await twoThere(clients, name);
    const barrier = manager.barrier(name);
    const seen: unknown[] = [];
    const action = async () => {
      seen.push(await waiting(clients[2]), await barrier.nWaiting(), await barrier.broken());
      // Who comes now is of the next round.
      next.push(clients[2].barrier(name).wait());
      seen.push(await waiting(clients[2]), await barrier.nWaiting());
    };
    const next: Promise<number>[] = [];
    expect(await barrier.wait({ action })).toBe(2);
    expect(await Promise.all(there)).toEqual([0, 1]);
    expect(seen).toEqual([2, 3, false, 3, 3]);
    expect(await waiting(clients[2])).toBe(1);
    next.push(clients[0].barrier(name).wait(), manager.barrier(name).wait());
    expect((await Promise.all(next)).sort()).toEqual([0, 1, 2]);
  });

  test('is reported to also by who disposes of its proxy before its action is over', async ({ house }) => {
    const manager = await house.manager();
    const barrier = manager.barrier(house.name(), two);
    const other = barrier.wait();
    const mine = manager.barrier(barrier.name);
    const references = async () => (await manager.census()).references;
    const before = await references();
    const [begun, done] = [defer<void>(), defer<void>()];
    const action = () => {
      begun.resolve();
      return done.promise;
    };
    const last = mine.wait({ action });
    await begun.promise;
    mine[Symbol.dispose]();
    await expect(mine.wait()).rejects.toThrow(ClosedError);
    expect(await references()).toBe(before);
    done.resolve();
    expect(await Promise.all([other, last])).toEqual([0, 1]);
    expect(await references()).toBe(before - 1);
  });

  test('runs no action but that of the last who comes', async ({ house }) => {
    const manager = await house.manager();
    const barrier = manager.barrier(undefined, two);
    const ran: string[] = [];
    await Promise.all([barrier.wait({ action: () => ran.push('first') }), barrier.wait()]);
    expect(ran).toEqual([]);
    const actions = ['first', 'last'].map((who) => ({ action: () => ran.push(who) }));
    await Promise.all(actions.map((options) => barrier.wait(options)));
    expect(ran).toEqual(['last']);
  });

  test.for(['throws', 'rejects'])(
    'is broken by an action that %s, whose error its caller has',
    async (how, { house }) => {
      const name = house.name();
      const manager = await house.manager();
      const there = expectBroken(await twoThere(await house.clients(), name));
      const failure = new RangeError('of the action');
      const action = () => {
        if (how === 'throws') throw failure;
        return Promise.reject(failure);
      };
      await expect(manager.barrier(name).wait({ action })).rejects.toBe(failure);
      await there;
      await expect(manager.barrier(name).wait()).rejects.toThrow('its action failed');
    },
  );

  test.for(['abort', 'reset'] as const)(
    'that sees an %s while the action runs breaks for all',
    async (how, { house }) => {
      const name = house.name();
      const manager = await house.manager();
      const clients = await house.clients();
      const there = expectBroken(await twoThere(clients, name));
      const action = () => clients[2].barrier(name)[how]();
      await expect(manager.barrier(name).wait({ action })).rejects.toThrow(BrokenBarrierError);
      await there;
      expect(await manager.barrier(name).broken()).toBe(how === 'abort');
    },
  );

  test('that is reset while the action runs takes no word of it for the round that runs then', async ({ house }) => {
    const manager = await house.manager();
    const barrier = manager.barrier(undefined, { parties: 1 });
    const [first, second] = [defer<void>(), defer<void>()];
    const old = expect(barrier.wait({ action: () => first.promise })).rejects.toThrow('reset');
    await barrier.reset();
    let isOver = false;
    const present = barrier.wait({ action: () => second.promise }).finally(() => (isOver = true));
    expect(await barrier.nWaiting()).toBe(1);
    first.resolve();
    await old;
    expect([await barrier.nWaiting(), isOver]).toEqual([1, false]);
    second.resolve();
    expect(await present).toBe(0);
  });

  test('is broken when the session that runs the action ends', async ({ house }) => {
    const name = house.name();
    const runner = await house.manager();
    const there = expectBroken(await twoThere(await house.clients(), name));
    const started = defer<void>();
    const action = () => {
      started.resolve();
      return runner.close();
    };
    const ended = expect(runner.barrier(name).wait({ action })).rejects.toMatchObject({ code: 'CLOSED' });
    await started.promise;
    await Promise.all([there, ended]);
  });

  test('is harmed by nobody who comes during the action and waits no longer', async ({ house }) => {
    const name = house.name();
    const manager = await house.manager();
    const clients = await house.clients();
    const there = await twoThere(clients, name);
    const action = async () => {
      const early = clients[2].barrier(name).wait({ timeout: 3 });
      await expect(early).rejects.toMatchObject({ code: 'TIMEOUT' });
    };
    expect(await manager.barrier(name).wait({ action })).toBe(2);
    expect(await Promise.all(there)).toEqual([0, 1]);
  });

  test('needs to be told once how many must come', async ({ house }) => {
    const name = house.name();
    const [a, b, c] = await house.clients();
    await expect(a.barrier(name).parties()).rejects.toThrow('option parties of barrier is missing');
    expect(await b.barrier(name, three).parties()).toBe(3);
    expect(await c.barrier(name).parties()).toBe(3);
    await expect(c.barrier(name, two).parties()).rejects.toThrow(OptionsConflictError);
  });

  test.for([
    {},
    { parties: 0 },
    { parties: -1 },
    { parties: 1.5 },
    { parties: '3' },
    { parties: Number.NaN },
    { parties: null },
    { parties: 3, timeout: -1 },
    { parties: 3, timeout: '5' },
    { parties: 3, timeout: Number.POSITIVE_INFINITY },
    { parties: true },
  ] as object[])('is not made with %j', async (options, { house }) => {
    const barrier = (await house.manager()).barrier(undefined, options as never);
    await expect(barrier.nWaiting()).rejects.toThrow(ArgumentError);
  });

  test.for([
    ['options of barrier.wait', null],
    ['options of barrier.wait', 5],
    ['option action of barrier.wait must be a function; got 5', { action: 5 }],
    ['option action of barrier.wait must be a function; got null', { action: null }],
    ['barrier.wait has no option "actoin"; it has timeout, signal, fence, owner, action', { actoin: () => {} }],
    ['timeout of barrier.wait', { timeout: -1 }],
  ] as [string, never][])('says what is wrong with a wait: %s', async ([says, options], { house }) => {
    const barrier = (await house.manager()).barrier(undefined, two);
    await expect(barrier.wait(options)).rejects.toMatchObject({
      code: 'ARGUMENT',
      message: expect.stringContaining(says),
    });
    expect([await barrier.nWaiting(), await barrier.broken()]).toEqual([0, false]);
  });
}
