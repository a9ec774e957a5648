import { ArgumentError, AttributeError, ValueError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

export function attributeTests(test: HouseTest): void {
  test('keeps what is set until it is deleted', async ({ house }) => {
    const namespace = (await house.manager()).namespace<{ x: number; y: string }>();
    expect([await namespace.has('x'), await namespace.names()]).toEqual([false, []]);
    await namespace.set('x', 1);
    await namespace.set('y', 'a');
    await namespace.set('x', 2);
    expect([await namespace.get('x'), await namespace.has('x'), await namespace.names()]).toEqual([
      2,
      true,
      ['x', 'y'],
    ]);
    expect(await namespace.entries()).toEqual([
      ['x', 2],
      ['y', 'a'],
    ]);
    expect(await namespace.toObject()).toEqual({ x: 2, y: 'a' });
    expect(await namespace.delete('x')).toBeUndefined();
    expect(await namespace.toObject()).toEqual({ y: 'a' });
  });

  test('has no attribute before it is set, nor after it is deleted', async ({ house }) => {
    const namespace = (await house.manager()).namespace();
    await namespace.set('gone', 1);
    await namespace.delete('gone');
    for (const name of ['gone', 'constructor', 'toString', 'get']) {
      const calls = {
        get: () => namespace.get(name),
        delete: () => namespace.delete(name),
        increment: () => namespace.increment(name),
        compareAndSet: () => namespace.compareAndSet(name, undefined, 1),
      };
      for (const [operation, call] of Object.entries(calls)) {
        await expect(call()).rejects.toThrow(AttributeError);
        await expect(call()).rejects.toThrow(
          `argument name of namespace.${operation}: the namespace has no attribute "${name}"`,
        );
      }
      expect(await namespace.has(name)).toBe(false);
    }
    expect(await namespace.names()).toEqual([]);
  });

  test('tells a value of undefined from none', async ({ house }) => {
    const namespace = (await house.manager()).namespace();
    await namespace.update({ nothing: undefined, toString: null });
    expect([await namespace.get('nothing'), await namespace.has('nothing')]).toEqual([undefined, true]);
    expect(await namespace.toObject()).toEqual({ nothing: undefined, toString: null });
    expect(await namespace.compareAndSet('nothing', undefined, 1)).toBe(true);
  });

  test('is updated as one, in the order of the fields', async ({ house }) => {
    const namespace = (await house.manager()).namespace();
    await namespace.set('b', 1);
    await namespace.update({ a: 2, b: 3, c: [4] });
    await namespace.update({});
    await namespace.update(Object.assign(Object.create(null), { d: 5 }));
    expect(await namespace.entries()).toEqual([
      ['b', 3],
      ['a', 2],
      ['c', [4]],
      ['d', 5],
    ]);
  });

  test('takes names in any script, up to their length', async ({ house }) => {
    const namespace = (await house.manager()).namespace();
    const names = ['größe', '名前', '\u{1F600}', ' ', 'a.b', '0', 'x'.repeat(512), 'é'.repeat(256), 'a\ufeff'];
    for (const [index, name] of names.entries()) await namespace.set(name, index);
    expect(await namespace.names()).toEqual(names);
    for (const [index, name] of names.entries()) expect(await namespace.get(name)).toBe(index);
  });

  test('holds proxies, which come out live', async ({ house }) => {
    const manager = await house.manager();
    const namespace = manager.namespace<{ queue: ReturnType<typeof manager.queue<string>> }>();
    {
      using queue = manager.queue<string>();
      await queue.put('inside');
      await namespace.set('queue', queue);
    }
    expect(await (await namespace.get('queue')).get()).toBe('inside');
    expect(await namespace.compareAndSet('queue', null as never, null as never)).toBe(false);
    await namespace.delete('queue');
  });

  test('adds to attributes what anybody adds, once each', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    await clients[0].namespace(name).update({ hits: 0, big: 0n });
    await Promise.all(
      Array.from({ length: 90 }, (_, n) => {
        const namespace = clients[n % 3]?.namespace<{ hits: number; big: bigint }>(name);
        return n % 2 === 0 ? namespace?.increment('hits') : namespace?.increment('big', -2n);
      }),
    );
    expect(await clients[1].namespace(name).toObject()).toEqual({ hits: 45, big: -90n });
  });

  test('adds to no attribute but numbers', async ({ house }) => {
    const namespace = (await house.manager()).namespace();
    await namespace.update({ text: '1', none: Number.NaN, most: 2 ** 53 - 1, number: 1 });
    await expect(namespace.increment('text')).rejects.toThrow(ValueError);
    await expect(namespace.increment('text')).rejects.toThrow('namespace.increment: what is stored must be a number');
    await expect(namespace.increment('none')).rejects.toThrow('got NaN');
    await expect(namespace.increment('most')).rejects.toThrow('beyond 2^53 - 1, store a BigInt');
    const bad = namespace.increment('number', '1' as never);
    await expect(bad).rejects.toThrow(ArgumentError);
    await expect(bad).rejects.toThrow('argument by of namespace.increment must be a finite number or a BigInt');
    expect(await namespace.toObject()).toEqual({ text: '1', none: Number.NaN, most: 2 ** 53 - 1, number: 1 });
  });

  test('that many compare and set at once is set by one of them', async ({ house }) => {
    const name = house.name();
    const clients = await house.clients();
    await clients[0].namespace(name).set('leader', { id: null });
    const won = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        clients[n % 3]?.namespace(name).compareAndSet('leader', { id: null }, { id: n }),
      ),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await clients[2].namespace(name).get('leader')).toEqual({ id: won.indexOf(true) });
  });
}
