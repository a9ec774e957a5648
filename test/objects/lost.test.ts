/** What is held and lost: whoever holds it hears of it. Connections over TCP that are lost are in `test/client/lost.test.ts`. */
import { once } from 'node:events';
import { Manager, type RunningBroker, serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';

const ADDRESS = 'memory://losing';

let broker: RunningBroker;
let manager: Manager;

beforeEach(async () => {
  broker = await serve({ listen: ADDRESS, authkey: AUTHKEY });
  manager = await Manager.connect(ADDRESS, { authkey: AUTHKEY });
});

afterEach(async () => {
  await manager.close();
  await broker.close();
});

interface Held extends AsyncDisposable {
  readonly lost: AbortSignal;
}

async function reserved(id: string): Promise<Held & { ack(): Promise<void>; nack(): Promise<void> }> {
  await manager.queue('q').put(id, { id });
  return manager.queue('q').reserve();
}

/** All that can be held, and how it is given back. */
const kinds: Readonly<Record<string, () => Promise<readonly [Held, giveBack: () => Promise<void>]>>> = {
  async lock() {
    const grant = await manager.lock('l').acquire();
    return [grant, () => grant.release()];
  },
  async 'lock, released without its grant'() {
    const grant = await manager.lock('l').acquire();
    return [grant, () => manager.lock('l').release()];
  },
  async rLock() {
    const grant = await manager.rLock('r').acquire({ owner: 1 });
    return [grant, () => grant.release()];
  },
  async condition() {
    const grant = await manager.condition('c').acquire();
    return [grant, () => manager.condition('c').release()];
  },
  async 'condition of a lock'() {
    const lock = manager.lock('l');
    const grant = await manager.condition('c', { lock }).acquire();
    return [grant, () => lock.release()];
  },
  async 'rwLock, to read'() {
    const grant = await manager.rwLock('rw').acquireRead();
    return [grant, () => manager.rwLock('rw').release(grant)];
  },
  async 'rwLock, to write'() {
    const grant = await manager.rwLock('rw').acquireWrite();
    return [grant, () => grant.release()];
  },
  async semaphore() {
    const permit = await manager.semaphore('s', { permits: 3 }).acquire(2);
    return [permit, () => permit.release()];
  },
  async 'semaphore, released without its permit'() {
    const permit = await manager.semaphore('s', { permits: 3 }).acquire(2);
    return [permit, () => manager.semaphore('s').release(2)];
  },
  async boundedSemaphore() {
    const permit = await manager.boundedSemaphore('b', { permits: 3 }).acquire();
    return [permit, () => permit.release()];
  },
  async 'delivery, acknowledged'() {
    const delivery = await reserved('a');
    return [delivery, () => delivery.ack()];
  },
  async 'delivery, given back'() {
    const delivery = await reserved('b');
    return [delivery, () => delivery.nack()];
  },
};

describe.each(Object.entries(kinds))('what is held (%s)', (_, hold) => {
  test('is lost when the manager is closed, and its holder hears of it before calls that wait reject', async () => {
    const [held] = await hold();
    const order: string[] = [];
    held.lost.addEventListener('abort', () => order.push('lost'));
    const wait = manager
      .event('e')
      .wait()
      .catch(() => order.push(`rejected, lost: ${held.lost.aborted}`));
    await manager.close();
    await wait;
    expect(order).toEqual(['lost', 'rejected, lost: true']);
    expect(held.lost.reason).toMatchObject({ code: 'CLOSED' });
  });

  test('hides no error of its block when it is lost there', async () => {
    const work = async () => {
      const [held] = await hold();
      await using _ = held;
      await manager.close();
      held.lost.throwIfAborted();
    };
    await expect(work()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('is lost when the broker stops', async () => {
    const [held] = await hold();
    expect(held.lost.aborted).toBe(false);
    const lost = once(held.lost, 'abort');
    await broker.close();
    await lost;
    expect(held.lost.reason).toMatchObject({ code: 'BROKER_GONE', name: 'BrokerGoneError' });
  });

  test('is lost also for who asks only after the end', async () => {
    const [held] = await hold();
    await manager.close();
    expect(held.lost.reason).toMatchObject({ code: 'CLOSED' });
  });

  test('is not lost once it was given back, whether its holder asked before or after', async () => {
    const [asked, giveBack] = await hold();
    const { lost } = asked;
    await giveBack();
    const [other, giveOtherBack] = await hold();
    await giveOtherBack();
    await manager.close();
    expect([lost.aborted, asked.lost.aborted, other.lost.aborted]).toEqual([false, false, false]);
  });

  test('counts as held as long as no answer says that it was given back', async () => {
    const [held, giveBack] = await hold();
    const refused = expect(giveBack()).rejects.toMatchObject({ code: 'CLOSED', happened: 'unknown' });
    const closed = manager.close();
    expect(held.lost.aborted).toBe(true);
    await Promise.all([refused, closed]);
  });
});

describe('grants that share one hold', () => {
  test('are lost one by one: those that were released are not', async () => {
    const lock = manager.rLock('r');
    const grants = [await lock.acquire(), await lock.acquire(), await lock.acquire()];
    const lost = grants.map((grant) => grant.lost);
    await grants[1]?.release();
    await lock.release();
    await manager.close();
    expect(lost.map(({ aborted }) => aborted)).toEqual([true, false, false]);
  });

  test('are lost also while a wait has given the lock up', async () => {
    const condition = manager.condition('c');
    const grant = await condition.acquire();
    const wait = expect(condition.wait()).rejects.toMatchObject({ code: 'CLOSED' });
    await manager.ping();
    await manager.close();
    await wait;
    expect(grant.lost.aborted).toBe(true);
  });
});

describe('run', () => {
  test.for(['lock', 'rLock', 'condition'] as const)(
    'of a %s passes the grant, whose signal can end what runs: that is what it rejects with',
    async (type) => {
      const running = manager[type]('held').run(async ({ lost }) => {
        await Promise.all([once(lost, 'abort'), broker.close()]);
        lost.throwIfAborted();
      });
      await expect(running).rejects.toMatchObject({ code: 'BROKER_GONE' });
    },
  );

  test('rejects where the grant was lost and what runs did not fail: it was not protected', async () => {
    const running = manager.semaphore('s').run(({ lost }) => Promise.all([once(lost, 'abort'), broker.close()]));
    await expect(running).rejects.toMatchObject({ code: 'BROKER_GONE' });
  });
});

describe('a manager', () => {
  test('ends when it is closed, in time for who waits', async () => {
    const { ended } = manager;
    expect(ended.aborted).toBe(false);
    await manager.close();
    expect([ended.aborted, ended.reason.code, manager.ended]).toEqual([true, 'CLOSED', ended]);
  });

  test('ends with its broker', async () => {
    const ended = once(manager.ended, 'abort');
    await broker.close();
    await ended;
    expect(manager.ended.reason).toMatchObject({ code: 'BROKER_GONE' });
    expect(() => Manager.current()).toThrow();
  });

  test('ends for all who listen, also where one of them throws', async () => {
    const grants = [await manager.lock('l').acquire(), await manager.lock('k').acquire()] as const;
    const mistake = new Error('a mistake of the program');
    grants[0].lost.addEventListener('abort', () => {
      throw mistake;
    });
    const wait = expect(manager.event('e').wait()).rejects.toMatchObject({ code: 'CLOSED' });
    const listeners = process.rawListeners('uncaughtException') as NodeJS.UncaughtExceptionListener[];
    process.removeAllListeners('uncaughtException');
    const uncaught = once(process, 'uncaughtException');
    await manager.close();
    expect(await uncaught).toEqual([mistake, 'uncaughtException']);
    for (const listener of listeners) process.on('uncaughtException', listener);
    await wait;
    expect([manager.ended.aborted, grants[1].lost.aborted]).toEqual([true, true]);
  });
});

describe('a delivery', () => {
  test('is lost when its lease is over', async () => {
    await manager.queue('q').put(1);
    const delivery = await manager.queue('q').reserve({ lease: 20 });
    await once(delivery.lost, 'abort');
    expect(delivery.lost.reason).toMatchObject({ code: 'STALE_DELIVERY' });
  });

  test('is lost when the broker says so', async () => {
    await manager.queue('q').put(1);
    const delivery = await manager.queue('q').reserve({ lease: 60_000 });
    const other = await Manager.connect(ADDRESS, { authkey: AUTHKEY });
    await delivery.extend(1);
    await expect(other.queue('q').get()).resolves.toBe(1);
    await expect(delivery.ack()).rejects.toMatchObject({ code: 'STALE_DELIVERY' });
    expect(delivery.lost.reason).toMatchObject({ code: 'STALE_DELIVERY' });
    await other.close();
  });
});
