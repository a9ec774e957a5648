/** What operators do to the objects and the clients of others. */
import { KickedError, ObjectGoneError, SessionEndedError } from 'holdall';
import { describe, expect } from 'vitest';
import { memoryDoor, zeromqDoor } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { testThrough, waiting } from '../harness/house.js';

const test = testThrough(memoryDoor);
const testBetweenProcesses = testThrough(zeromqDoor);

describe('status', () => {
  test('tells of the process and of what the broker holds', async ({ house }) => {
    const manager = await house.manager();
    expect(await manager.status()).toMatchObject({
      ...(await manager.census()),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      node: process.version,
      pid: process.pid,
      addresses: [house.address],
      uptimeMs: expect.any(Number),
      memory: { rss: expect.any(Number), heapUsed: expect.any(Number) },
      deadlocks: [],
    });
  });

  testBetweenProcesses('is of the broker’s process, not of the client’s', async ({ house }) => {
    const { pid, addresses } = await (await house.manager()).status();
    expect(pid).not.toBe(process.pid);
    expect(addresses).toEqual([house.address]);
  });
});

describe('objects', () => {
  test('lists those that are asked for, and how many there are', async ({ house }) => {
    const manager = await house.manager();
    const [one, other, third] = [house.name('jobs*'), house.name('jobs*'), house.name('results')];
    await manager.queue(one).put(1);
    await manager.lock(other).acquire();
    await manager.queue(third).qsize();
    const names = async (options: object) => (await manager.objects(options)).objects.map(({ name }) => name);
    expect(await names({ pattern: 'jobs*' })).toEqual([one, other]);
    expect(await names({ pattern: 'jobs*', type: 'queue' })).toEqual([one]);
    expect(await names({ pattern: one.toUpperCase() })).toEqual([]);
    expect(await manager.objects({ pattern: 'jobs*', limit: 1 })).toMatchObject({ objects: [{ name: one }], total: 2 });
    expect((await manager.objects({ pattern: other })).objects).toMatchObject([
      { type: 'lock', holders: 1, waiting: 0 },
    ]);
    await manager.lock(other).release();
  });

  test('lists those without a name where no pattern is given', async ({ house }) => {
    const manager = await house.manager();
    const unnamed = manager.event();
    await unnamed.isSet();
    const found = await manager.objects({ type: 'event' });
    expect(found.objects.map(({ name }) => name)).toContain(null);
    expect(JSON.stringify(found)).not.toMatch(/"id"/);
  });
});

describe('show', () => {
  test('tells the options, and of objects among them which they are', async ({ house }) => {
    const manager = await house.manager();
    const [lock, condition] = [house.name('lock'), house.name('condition')];
    await manager.condition(condition, { lock: manager.lock(lock) }).acquire();
    const shown = await manager.show(condition);
    expect(shown).toMatchObject({
      type: 'condition',
      name: condition,
      options: { lock: { type: 'lock', name: lock } },
    });
    expect(await manager.who(lock)).toMatchObject({ name: lock, holders: [{ count: 1 }] });
    await manager.lock(lock).release();
  });

  test('leaves out values that were given as options', async ({ house }) => {
    const manager = await house.manager();
    const name = house.name('value');
    await manager.value(name, { initial: 'a secret' }).get();
    expect(JSON.stringify(await manager.show(name))).not.toContain('secret');
  });

  test('rejects where there is no object of that name', async ({ house }) => {
    const manager = await house.manager();
    for (const asked of [manager.show('nothing'), manager.who('nothing'), manager.drop('nothing')]) {
      await expect(asked).rejects.toThrow(new ObjectGoneError('there is no object "nothing"'));
    }
  });
});

describe('drop', () => {
  test('refuses who waits, takes from who holds, and frees the name', async ({ house }) => {
    const manager = await house.manager();
    const other = await house.manager();
    const name = house.name('lock');
    const grant = await manager.lock(name).acquire();
    const refused = expect(other.lock(name).acquire()).rejects.toThrow(`lock "${name}" was dropped`);
    await waiting(other);
    expect(await manager.drop(name)).toEqual({ type: 'lock', name, waiting: 1, holders: 1, items: null });
    await refused;
    await expect(grant.release()).rejects.toThrow(ObjectGoneError);
    expect(await other.queue(name).qsize()).toBe(0);
  });

  test('releases what was in it, and what referred to it goes on', async ({ house }) => {
    const manager = await house.manager();
    const [inner, outer] = [house.name('inner', 0), house.name('outer')];
    const list = manager.list<unknown>(outer);
    await manager.queue(inner).put(manager.event());
    await list.push(manager.queue(inner), 'and more');
    const before = await manager.numberOfObjects();
    await manager.drop(inner);
    expect(await manager.numberOfObjects()).toBeLessThan(before);
    const dead = (await list.at(0)) as ReturnType<typeof manager.queue>;
    await expect(dead.qsize()).rejects.toThrow(`queue "${inner}" was dropped`);
    await expect(list.push(dead)).rejects.toThrow(ObjectGoneError);
    await list.extend(await list.slice(1));
    expect(await list.length()).toBe(3);
    await list.clear();
  });

  test('ends what was built on it: conditions on a lock, subscriptions to a topic', async ({ house }) => {
    const manager = await house.manager();
    const [lock, topic] = [house.name('lock', 0), house.name('topic', 0)];
    const condition = manager.condition(undefined, { lock: manager.lock(lock) });
    await condition.acquire();
    const sleeps = expect(condition.wait()).rejects.toThrow(ObjectGoneError);
    const next = manager.topic(topic).subscribe();
    const heard = expect(next.next()).rejects.toThrow(ObjectGoneError);
    expect(await waiting(manager)).toBe(2);
    expect(await manager.drop(lock)).toMatchObject({ waiting: 1 });
    expect(await manager.drop(topic)).toMatchObject({ waiting: 1 });
    await sleeps;
    await heard;
    await expect(manager.topic(topic).publish('x')).resolves.toBe(0);
    await manager.drop(topic);
  });

  test('of a queue for dead letters leaves the queue whose letters it takes', async ({ house }) => {
    const manager = await house.manager();
    const [letters, jobs] = [house.name('letters', 0), house.name('jobs')];
    const queue = manager.queue<number>(jobs, { deadLetter: letters, maxDeliveries: 1 });
    await queue.put(1);
    await manager.drop(letters);
    const delivery = await queue.reserve();
    await delivery.nack();
    expect(await queue.qsize()).toBe(0);
  });

  test('makes fences of a lock stale', async ({ house }) => {
    const manager = await house.manager();
    const [lock, dict] = [house.name('lock', 0), house.name('dict')];
    const { fence } = await manager.lock(lock).acquire();
    await manager.drop(lock);
    await expect(manager.dict(dict).set('a', 1, { fence })).rejects.toThrow(ObjectGoneError);
  });
});

describe('rename', () => {
  test('keeps the object for those who have it, and frees the old name', async ({ house }) => {
    const manager = await house.manager();
    const [old, fresh] = [house.name('old'), house.name('fresh')];
    const queue = manager.queue<number>(old);
    await queue.put(1);
    expect(await manager.rename(old, fresh)).toMatchObject({ type: 'queue', name: fresh });
    await queue.put(2);
    expect(await manager.queue(fresh).qsize()).toBe(2);
    expect(await manager.queue(old).qsize()).toBe(0);
    await queue.clear();
  });

  test('rejects where the new name is taken', async ({ house }) => {
    const manager = await house.manager();
    const [one, other] = [house.name('one'), house.name('other')];
    await Promise.all([manager.lock(one).locked(), manager.queue(other).qsize()]);
    await expect(manager.rename(one, other)).rejects.toThrow(`the name "${other}" is taken, by a queue`);
  });
});

describe('clients', () => {
  test('are told by number, with what each waits for and holds', async ({ house }) => {
    const [a, b] = [await house.manager(), await house.manager()];
    const name = house.name('lock');
    const grant = await a.lock(name).acquire();
    const waits = b.lock(name).acquire();
    await waiting(b);
    const { clients, total } = await a.clients();
    expect(total).toBe(2);
    expect(clients).toMatchObject([
      { principal: 'owner', address: house.address, holds: 1, waiting: 0, awayForMs: null },
      { principal: 'owner', holds: 0, waiting: 1 },
    ]);
    expect(clients[1]?.number).toBeGreaterThan(clients[0]?.number as number);
    await grant.release();
    await (await waits).release();
  });
});

describe('kick', () => {
  testBetweenProcesses('ends a session: its client is told why, and what it held goes back', async ({ house }) => {
    const [operator, kicked] = [await house.manager(), await house.manager()];
    const name = house.name('lock');
    const grant = await kicked.lock(name).acquire();
    const lost = new Promise((resolve) => grant.lost.addEventListener('abort', resolve));
    const { holders } = await operator.who(name);
    const number = holders[0]?.number as number;
    expect(await operator.kick(number, { reason: 'it is late' })).toMatchObject({ number, holds: 1 });
    await lost;
    const error = await kicked.ping().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(SessionEndedError);
    expect((error as SessionEndedError).cause).toEqual(new KickedError('an operator ended the session: it is late'));
    const next = await operator.lock(name).acquire();
    expect(next.abandoned).toBe(true);
    await next.release();
  });

  test('of oneself answers first', async ({ house }) => {
    const manager = await house.manager();
    const { clients } = await manager.clients();
    const number = clients.at(-1)?.number as number;
    expect(await manager.kick(number)).toMatchObject({ number });
    await eventually(
      () => manager.ended.aborted,
      () => 'the session ended',
    );
  });

  test('rejects where there is no client of this number', async ({ house }) => {
    const manager = await house.manager();
    await expect(manager.kick(1_000_000)).rejects.toMatchObject({ code: 'VALUE' });
  });
});
