import { type Manager, type SharedDict, type SharedList, type SharedQueue, ValueError } from 'holdall';
import { expect } from 'vitest';
import { eventually } from '../../harness/eventually.js';
import type { HouseTest } from '../../harness/house.js';

/** Every way a value can leave a list by, with nobody receiving it. */
const leaving: Readonly<Record<string, (list: SharedList<unknown>) => Promise<unknown>>> = {
  'is overwritten': (list) => list.set(0, null),
  'is compared and set': async (list) => {
    await list.insert(0, 1);
    await list.compareAndSet(0, 1, 2);
    return list.set(1, null);
  },
  'is deleted': (list) => list.delete(0),
  'leaves with a slice': (list) => list.deleteSlice(),
  'leaves with a slice with a step': (list) => list.deleteSlice(undefined, undefined, -2),
  'is overwritten with a slice': (list) => list.setSlice(0, 1, 1, []),
  'is overwritten with a slice with a step': (list) => list.setSlice(0, undefined, 2, [1]),
  'is cleared away': (list) => list.clear(),
  'is multiplied by nothing': async (list) => {
    await list.multiply(3);
    await list.multiply(0);
  },
};

/** Every way a value can leave a list by that gives it to the caller. */
const taking: Readonly<Record<string, (list: SharedList<unknown>) => Promise<unknown>>> = {
  pop: (list) => list.pop(),
  shift: (list) => list.shift(),
  splice: async (list) => (await list.splice(0, 1))[0],
};

async function filled(manager: Manager): Promise<SharedList<unknown>> {
  const list = manager.list<unknown>();
  using dict = manager.dict<string, number>();
  await dict.set('n', 7);
  await list.push({ inside: [dict] });
  return list;
}

export function referenceTests(test: HouseTest): void {
  test('keeps what its values refer to, and gives it out alive', async ({ house }) => {
    const manager = await house.manager();
    const list = await filled(manager);
    const got = (await list.at(0)) as { inside: [SharedDict<string, number>] };
    expect(await got.inside[0].get('n')).toBe(7);
    got.inside[0][Symbol.dispose]();
    const before = await manager.numberOfObjects();
    await list.multiply(2);
    await list.reverse();
    await list.delete(0);
    expect(await manager.numberOfObjects()).toBe(before);
    const [again] = (await list.copy()) as [{ inside: [SharedDict<string, number>] }];
    expect(await again.inside[0].get('n')).toBe(7);
  });

  test('sorts values that hold proxies by what else is in them', async ({ house }) => {
    const manager = await house.manager();
    const list = manager.list<{ n: number; queue: SharedQueue<number> }>();
    for (const n of [2, 3, 1]) {
      const queue = manager.queue<number>();
      await queue.put(n);
      await list.push({ n, queue });
    }
    await list.sort({ by: ['n'] });
    const inside = (await list.copy()).map(({ queue }) => queue.get());
    expect(await Promise.all(inside)).toEqual([1, 2, 3]);
    await expect(list.sort({ by: ['queue'] })).rejects.toThrow(ValueError);
  });

  test.for(Object.entries(leaving))('lets go of what a value refers to that %s', async ([, leave], { house }) => {
    const manager = await house.manager();
    const objects = await manager.numberOfObjects();
    const list = await filled(manager);
    await eventually(
      async () => (await manager.numberOfObjects()) === objects + 2,
      () => 'the list and the dict in it are there',
    );
    await leave(list);
    expect(await manager.numberOfObjects()).toBe(objects + 1);
  });

  test.for(Object.entries(taking))('gives what a value refers to away: %s', async ([, take], { house }) => {
    const manager = await house.manager();
    const objects = await manager.numberOfObjects();
    const list = await filled(manager);
    const taken = (await take(list)) as { inside: [SharedDict<string, number>] };
    expect(await taken.inside[0].get('n')).toBe(7);
    expect(await manager.numberOfObjects()).toBe(objects + 2);
    taken.inside[0][Symbol.dispose]();
    await eventually(
      async () => (await manager.numberOfObjects()) === objects + 1,
      () => 'the dict ends with its last reference',
    );
  });
}
