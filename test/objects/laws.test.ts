/** Laws that hold for every shared type and every operation that waits. */
import { ArgumentError } from 'holdall';
import { describe, expect, test as plainTest } from 'vitest';
import { sharedTypes } from '../../src/objects/index.js';
import type { Operation } from '../../src/objects/operation.js';
import type { Client } from '../harness/client.js';
import { doors } from '../harness/doors.js';
import { testThrough, waiting } from '../harness/house.js';
import { barrierWaits } from './barrier/waits.js';
import { conditionWaits } from './condition/waits.js';
import { eventWaits } from './event/waits.js';
import { latchWaits } from './latch/waits.js';
import { lockWaits } from './lock/waits.js';
import { queueWaits } from './queue/waits.js';
import { rLockWaits } from './r-lock/waits.js';
import { rateLimiterWaits } from './rate-limiter/waits.js';
import { rwLockWaits } from './rw-lock/waits.js';
import { boundedSemaphoreWaits, semaphoreWaits } from './semaphore/waits.js';
import { subscriptionWaits } from './subscription/waits.js';
import type { Wait } from './waits.js';

const waits: readonly Wait[] = [
  ...queueWaits,
  ...lockWaits,
  ...rLockWaits,
  ...conditionWaits,
  ...semaphoreWaits,
  ...boundedSemaphoreWaits,
  ...barrierWaits,
  ...rwLockWaits,
  ...latchWaits,
  ...eventWaits,
  ...subscriptionWaits,
  ...rateLimiterWaits,
];

const REASON = new RangeError('the caller wants it no longer');

/** Lets it be, but for its outcome. */
async function outcome(promise: Promise<unknown>): Promise<'done' | 'refused'> {
  return promise.then(
    () => 'done',
    (error) => {
      expect(error).toBe(REASON);
      return 'refused';
    },
  );
}

/** Aborts and grants at one time, the two in either order; neither is waited for before the other goes out. */
async function race(law: Wait, name: string, caller: Client, other: Client, abortFirst: boolean): Promise<void> {
  await law.prepare(other, name);
  const control = new AbortController();
  const settled = outcome(law.wait(caller, name, { signal: control.signal }));
  expect(await waiting(caller)).toBe(1);
  if (abortFirst) control.abort(REASON);
  const granted = law.grant(other, name);
  control.abort(REASON);
  await granted;
  if ((await settled) === 'done') await law.expectTaken(other, name);
  else await law.expectUntaken(other, name);
  expect(await waiting(other)).toBe(0);
}

plainTest('the laws are tried with every operation that waits', () => {
  const waiting = Object.entries(sharedTypes).flatMap(([type, { operations }]) =>
    Object.entries<Operation>(operations).flatMap(([name, { line }]) => (line === undefined ? [] : `${type}.${name}`)),
  );
  expect(waits.map(({ operation }) => operation)).toEqual(expect.arrayContaining(waiting));
});

describe.each(doors)('any wait $name', (door) => {
  const test = testThrough(door);

  test.for(waits)('that is over, $operation, took nothing', async (law, { house }) => {
    const name = house.name('object', law.objects);
    const [a, b] = await house.clients();
    await law.prepare(a, name);
    for (const timeout of [0, 3]) {
      const late = law.wait(b, name, { timeout });
      if (law.late === false) expect(await late).toBe(false);
      else await expect(late).rejects.toThrow(law.late);
    }
    expect(await waiting(b)).toBe(0);
    await law.grant(a, name);
    await law.expectUntaken(a, name);
  });

  test.for(waits)('that is aborted, $operation, rejects with the reason and took nothing', async (law, { house }) => {
    const name = house.name('object', law.objects);
    const [a, b] = await house.clients();
    await law.prepare(a, name);
    const control = new AbortController();
    const aborted = expect(law.wait(b, name, { signal: control.signal })).rejects.toBe(REASON);
    expect(await waiting(b)).toBe(1);
    control.abort(REASON);
    await aborted;
    expect(await waiting(b)).toBe(0);
    await law.grant(a, name);
    await law.expectUntaken(a, name);
  });

  test.for(waits)('that was aborted before it was made, $operation, is not made', async (law, { house }) => {
    const name = house.name('object', law.objects);
    const [a, b] = await house.clients();
    await law.prepare(a, name);
    await law.grant(a, name);
    // It could be done at once now, if it were sent.
    await expect(law.wait(b, name, { signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
    await law.expectUntaken(a, name);
  });

  test.for(waits)('that is aborted while it is granted, $operation, has one outcome', async (law, { house }) => {
    const [a, b] = await house.clients();
    for (let turn = 0; turn < 12; turn++) await race(law, house.name('object', law.objects), a, b, turn % 2 === 0);
  });

  test.for(waits)('that was granted in time, $operation, cares for no abort after it', async (law, { house }) => {
    const name = house.name('object', law.objects);
    const [a, b] = await house.clients();
    await law.prepare(a, name);
    const control = new AbortController();
    const granted = law.wait(b, name, { signal: control.signal, timeout: 60_000 });
    expect(await waiting(b)).toBe(1);
    await law.grant(a, name);
    await granted;
    control.abort(REASON);
    await law.expectTaken(a, name);
  });

  test.for(waits)('of a session that ends, $operation, goes with it', async (law, { house }) => {
    const name = house.name('object', law.objects);
    const [a, b] = await house.clients();
    await law.prepare(a, name);
    const refused = expect(law.wait(b, name, {})).rejects.toMatchObject({ code: 'CLOSED' });
    expect(await waiting(b)).toBe(1);
    await b.close();
    await refused;
    const { sessions, waiting: left } = await a.census();
    expect(left).toBe(0);
    expect(sessions).toBe(2);
    await law.grant(a, name);
    await law.expectUntaken(a, name);
  });

  test.for(waits)('with a timeout that is no time, $operation, is refused', async (law, { house }) => {
    const name = house.name('object', law.objects);
    const client = await house.client();
    await law.prepare(client, name);
    for (const timeout of [-1, -0.001, Number.NaN, Number.NEGATIVE_INFINITY, '5', {}] as number[]) {
      await expect(law.wait(client, name, { timeout })).rejects.toThrow(ArgumentError);
    }
    expect(await waiting(client)).toBe(0);
    await law.grant(client, name);
    await law.expectUntaken(client, name);
  });

  test.for(waits)('with a timeout of Infinity, $operation, has no end', async (law, { house }) => {
    const name = house.name('object', law.objects);
    const client = await house.client();
    await law.prepare(client, name);
    const waited = law.wait(client, name, { timeout: Number.POSITIVE_INFINITY });
    expect(await waiting(client)).toBe(1);
    await law.grant(client, name);
    await waited;
    await law.expectTaken(client, name);
  });
});
