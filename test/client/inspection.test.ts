import { Manager, type SharedObject } from 'holdall';
import { describe, expect } from 'vitest';
import { AUTHKEY, memoryDoor } from '../harness/doors.js';
import { testThrough, waiting } from '../harness/house.js';

const test = testThrough(memoryDoor);

describe('who', () => {
  test('tells who holds a lock, who waits for it and who knows it', async ({ house }) => {
    const name = house.name();
    const [a, b] = [await house.manager(), await house.manager()];
    await a.lock(name).acquire();
    const waits = b.lock(name).acquire();
    expect(await waiting(b)).toBe(1);
    const lock = a.lock(name);
    const who = await a.who(lock);
    const client = expect.stringMatching(/^holdall-js node-.* pid-\d+$/);
    expect(who).toMatchObject({ type: 'lock', name, stored: 0, waiting: 1 });
    expect(who.knownBy).toEqual([
      { number: expect.any(Number), client, references: 2 },
      { number: expect.any(Number), client, references: 1 },
    ]);
    const number = who.waiters[0]?.number;
    expect(who.waiters).toEqual([{ number, client, owner: null, forMs: expect.any(Number), operation: 'acquire' }]);
    expect(who.knownBy[1]?.number).toBe(number);
    expect((await a.who(lock, { limit: 1 })).knownBy).toHaveLength(1);
    await a.lock(name).release();
    await (await waits).release();
  });

  test('counts where an object is stored, and says no id', async ({ house }) => {
    const manager = await house.manager();
    const inside = manager.dict();
    const outside = manager.queue(house.name());
    await outside.putMany([inside, [inside]]);
    const who = await manager.who(inside);
    expect(who).toMatchObject({ type: 'dict', name: null, stored: 2 });
    expect(Object.keys(who)).not.toContain('id');
    await outside.clear();
  });

  test.for<[string, unknown]>([
    ['a value', 5],
    ['a value that holds more', [1, 2]],
    ['nothing', undefined],
  ])('is refused for %s', async ([, object], { house }) => {
    const manager = await house.manager();
    await expect(manager.who(object as SharedObject)).rejects.toMatchObject({
      code: 'ARGUMENT',
      message: 'argument object of broker.who must be a proxy of a shared object',
    });
  });
});

describe('debugInfo', () => {
  test('lists sessions and objects, oldest first', async ({ house }) => {
    const [first, second] = [house.name(), house.name()];
    const manager = await house.manager();
    await manager.queue(first).put(manager.event());
    await manager.dict(second).size();
    const info = await manager.debugInfo();
    expect(info).toMatchObject(await manager.census());
    expect(info.sessionList).toHaveLength(1);
    const ours = info.objectList.filter(({ name }) => name === null || [first, second].includes(name));
    expect(ours.map(({ type, name, stored }) => [type, name, stored])).toEqual([
      ['queue', first, 0],
      ['event', null, 1],
      ['dict', second, 0],
    ]);
    expect((await manager.debugInfo({ limit: 1 })).objectList).toHaveLength(1);
    await manager.queue(first).clear();
  });

  test.for([0, -1, 1.5, 10_001, '5'])('is refused for a limit of %o', async (limit, { house }) => {
    const manager = await house.manager();
    await expect(manager.debugInfo({ limit: limit as number })).rejects.toMatchObject({ code: 'ARGUMENT' });
  });

  test('says what other programs call themselves', async ({ house }) => {
    const mine = await Manager.connect(house.address, { authkey: AUTHKEY });
    const { sessionList } = await mine.debugInfo();
    expect(sessionList[0]?.client).toContain(`pid-${process.pid}`);
    await mine.close();
  });
});
