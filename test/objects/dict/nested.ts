import { IndexError, LimitError, type Manager, type SharedDict, type SharedQueue, ValueError } from 'holdall';
import { expect } from 'vitest';
import { eventually } from '../../harness/eventually.js';
import type { HouseTest } from '../../harness/house.js';

type Path = readonly unknown[];

async function expectObjects(manager: Manager, count: number): Promise<void> {
  const there = () => manager.numberOfObjects();
  await eventually(
    async () => (await there()) === count,
    async () => `there should be ${count} objects; there are ${await there()}`,
  );
}

/** Operations on what is inside of values. */
export function nestedTests(test: HouseTest): void {
  test('reaches into objects, arrays and Maps', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    await dict.set('k', { users: [{ name: 'a' }, { name: 'b', tags: new Map([[{ id: 1 }, ['x']]]) }] });
    expect(await dict.getIn('k', ['users', 1, 'name'])).toBe('b');
    expect(await dict.getIn('k', ['users', -2])).toEqual({ name: 'a' });
    await dict.setIn('k', ['users', 1, 'tags', { id: 1 }, 1], new Date(5));
    expect(await dict.getIn('k', ['users', -1, 'tags'])).toEqual(new Map([[{ id: 1 }, ['x', new Date(5)]]]));
    expect(await dict.incrementIn('k', ['users', 0, 'age'], 7)).toBe(7);
    expect(await dict.deleteIn('k', ['users', 1])).toBe(true);
    expect(await dict.get('k')).toEqual({ users: [{ name: 'a', age: 7 }] });
  });

  test('finds nothing where a path leads to nothing', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    await dict.set('k', { list: [1], none: undefined });
    const paths: Path[] = [['z'], ['z', 'y', 0], ['list', 1], ['list', 7], ['list', -2], ['list', 7, 'y']];
    for (const path of paths) expect(await dict.getIn('k', path)).toBeUndefined();
    expect(await dict.getIn('z', ['a'])).toBeUndefined();
    expect(await dict.deleteIn('z', ['a'])).toBe(false);
    for (const path of paths) expect(await dict.deleteIn('k', path)).toBe(false);
    expect(await dict.getIn('k', ['none'])).toBeUndefined();
    expect(await dict.deleteIn('k', ['none'])).toBe(true);
    expect(await dict.entries()).toEqual([['k', { list: [1] }]]);
  });

  test('makes the objects on the way, the one under the key too', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    await dict.setIn('a', ['b', 'c'], 1);
    expect(await dict.incrementIn('n', ['m'])).toBe(1);
    expect(await dict.incrementIn('n', ['m'], 2n)).toBe(3n);
    await dict.setIn('a', ['list'], []);
    await dict.setIn('a', ['list', 0, 'd'], 2);
    expect(await dict.entries()).toEqual([
      ['a', { b: { c: 1 }, list: [{ d: 2 }] }],
      ['n', { m: 3n }],
    ]);
  });

  test('keeps the key in its place and its value in one step', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    const [a] = clients;
    await a.dict<string, unknown>(name).update({ first: { n: 0 }, second: 0 });
    const count = () => clients.map((each) => each.dict(name).incrementIn('first', ['n']));
    await Promise.all(Array.from({ length: 30 }, count).flat());
    expect(await a.dict(name).entries()).toEqual([
      ['first', { n: 90 }],
      ['second', 0],
    ]);
  });

  const refusals: readonly [string, (dict: SharedDict) => Promise<unknown>, string][] = [
    ['getIn through a number', (d) => d.getIn('k', ['n', 'x']), 'dict.getIn: what the path leads to by "n" is neither'],
    ['getIn of a field by an index', (d) => d.getIn('k', [0]), 'dict.getIn: the value is an object'],
    [
      'getIn of an element by a name',
      (d) => d.getIn('k', ['list', 'x']),
      'dict.getIn: what the path leads to by "list"',
    ],
    [
      'setIn through a string',
      (d) => d.setIn('k', ['s', 'x'], 1),
      'dict.setIn: what the path leads to by "s" is neither',
    ],
    [
      'setIn at an index in an object',
      (d) => d.setIn('k', ['new', 0], 1),
      'dict.setIn: what the path leads to by "new" is',
    ],
    ['setIn at an index of a missing key', (d) => d.setIn('z', [0], 1), 'dict.setIn: the value is an object'],
    ['setIn of __proto__', (d) => d.setIn('k', ['__proto__'], 1), 'none has a field __proto__'],
    ['setIn below __proto__', (d) => d.setIn('k', ['new', '__proto__', 'x'], 1), 'is nothing: only objects are made'],
    [
      'incrementIn of a string',
      (d) => d.incrementIn('k', ['s']),
      'dict.incrementIn: what the path leads to by "s" is no num',
    ],
    [
      'incrementIn by what cannot be added',
      (d) => d.incrementIn('k', ['b'], 0.5),
      'dict.incrementIn: what the path leads to by "b": cannot add 0.5',
    ],
    [
      'deleteIn through null',
      (d) => d.deleteIn('k', ['null', 'x']),
      'dict.deleteIn: what the path leads to by "null" is',
    ],
  ];

  test.for(refusals)('refuses with ValueError, and is as before: %s', async ([, call, says], { house }) => {
    const dict = (await house.manager()).dict();
    const value = { n: 1, s: 'text', null: null, list: [1], b: 1n };
    await dict.set('k', value);
    await expect(call(dict)).rejects.toThrow(ValueError);
    await expect(call(dict)).rejects.toThrow(says);
    expect(await dict.entries()).toEqual([['k', value]]);
  });

  test('refuses an index that would leave a gap', async ({ house }) => {
    const dict = (await house.manager()).dict<string, number[]>();
    await dict.set('k', [1]);
    for (const index of [2, -2]) {
      await expect(dict.setIn('k', [index], 1)).rejects.toThrow(IndexError);
      await expect(dict.incrementIn('k', [index])).rejects.toThrow(IndexError);
    }
    await dict.setIn('k', [1], 2);
    expect(await dict.get('k')).toEqual([1, 2]);
  });

  test('refuses what would grow beyond a value, deep or long', async ({ house }) => {
    const dict = (await house.manager()).dict<string, unknown>();
    const steps = (count: number) => Array.from({ length: count }, () => 'x');
    await dict.setIn('deep', steps(499), {});
    await dict.setIn('deep', steps(500), 1);
    await expect(dict.setIn('deep', steps(500), [])).rejects.toThrow(ValueError);
    await expect(dict.setIn('deep', steps(499), [new Map([[1, {}]])])).rejects.toThrow(ValueError);
    expect(await dict.getIn('deep', steps(500))).toBe(1);
    expect(await dict.get('deep')).toBeTypeOf('object');
    await dict.set('long', { a: new Uint8Array(40 * 2 ** 20) });
    const tooLong = dict.setIn('long', ['b'], new Uint8Array(30 * 2 ** 20));
    await expect(tooLong).rejects.toThrow(LimitError);
    await expect(tooLong).rejects.toThrow('dict.setIn: the value would take');
    await dict.setIn('long', ['a'], 0);
    expect(await dict.get('long')).toEqual({ a: 0 });
  });

  test('keeps shared objects as long as they are in a value', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, unknown>();
    await dict.set('k', { n: 0 });
    const before = await manager.numberOfObjects();
    for (const [field, text] of Object.entries({ a: 'first', b: 'second' })) {
      using queue = manager.queue<string>();
      await queue.put(text);
      await dict.setIn('k', ['queues', field], [queue, queue]);
    }
    await dict.incrementIn('k', ['n']);
    expect(await manager.numberOfObjects()).toBe(before + 2);
    for (const field of ['b', 'a']) {
      const [queue, same] = (await dict.getIn('k', ['queues', field])) as SharedQueue<string>[];
      expect(queue?.equals(same)).toBe(true);
      expect(await queue?.peek()).toBe(field === 'a' ? 'first' : 'second');
      queue?.[Symbol.dispose]();
      same?.[Symbol.dispose]();
    }
    expect(await dict.deleteIn('k', ['queues', 'a', 0])).toBe(true);
    expect(await manager.numberOfObjects()).toBe(before + 2);
    await dict.setIn('k', ['queues', 'a', 0], 'gone');
    await expectObjects(manager, before + 1);
    await dict.setIn('k', ['queues', 'b', 0], 'one of two');
    expect(await manager.numberOfObjects()).toBe(before + 1);
    expect(await dict.deleteIn('k', ['queues'])).toBe(true);
    await expectObjects(manager, before);
    expect(await dict.get('k')).toEqual({ n: 1 });
  });

  test('keeps a shared object that moves from one place in a value to another', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, unknown>();
    const before = await manager.numberOfObjects();
    {
      using queue = manager.queue<number>();
      await queue.put(7);
      await dict.setIn('k', ['from'], queue);
      await dict.setIn('k', ['to'], queue);
      await dict.deleteIn('k', ['from']);
    }
    using moved = (await dict.getIn('k', ['to'])) as SharedQueue<number>;
    expect(await moved.get()).toBe(7);
    await dict.set('k', 0);
    moved[Symbol.dispose]();
    await expectObjects(manager, before);
  });

  test('goes through a Map whose keys are shared objects', async ({ house }) => {
    const manager = await house.manager();
    const dict = manager.dict<string, unknown>();
    await dict.set(
      'k',
      new Map<unknown, number>([
        [manager.event(), 1],
        ['n', 2],
      ]),
    );
    expect(await dict.incrementIn('k', ['n'])).toBe(3);
    expect(await dict.deleteIn('k', ['n'])).toBe(true);
    await dict.clear();
  });
}
