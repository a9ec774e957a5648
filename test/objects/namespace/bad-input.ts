import { ArgumentError, EncodingError } from 'holdall';
import { expect } from 'vitest';
import type { HouseTest } from '../../harness/house.js';

// biome-ignore lint/suspicious/noExplicitAny: JavaScript as it is written without types is what these tests are about.
type Untyped = any;

const wrongNames: readonly unknown[] = [
  '',
  '__proto__',
  'x'.repeat(513),
  'é'.repeat(257),
  '\ufeffx',
  'half \ud83d',
  7,
  null,
  undefined,
  ['a'],
  Symbol('s'),
];

const calls: Record<string, (namespace: Untyped, name: unknown) => Promise<unknown>> = {
  get: (namespace, name) => namespace.get(name),
  set: (namespace, name) => namespace.set(name, 1),
  delete: (namespace, name) => namespace.delete(name),
  has: (namespace, name) => namespace.has(name),
  increment: (namespace, name) => namespace.increment(name),
  compareAndSet: (namespace, name) => namespace.compareAndSet(name, 1, 2),
};

export function badInputTests(test: HouseTest): void {
  test.for(Object.entries(calls))('refuses in %s what can be no name', async ([operation, call], { house }) => {
    const namespace = (await house.manager()).namespace();
    await namespace.set('a', 1);
    const says = `argument name of namespace.${operation} must be the name of an attribute, a string of 1 to 512 bytes other than "__proto__"; got`;
    for (const name of wrongNames) {
      await expect(call(namespace, name)).rejects.toThrow(ArgumentError);
      await expect(call(namespace, name)).rejects.toThrow(says);
    }
    expect(await namespace.entries()).toEqual([['a', 1]]);
  });

  test.for<[says: string, attributes: () => unknown]>([
    ['argument attributes of namespace.update must be a plain object; got null', () => null],
    [
      'argument attributes of namespace.update must be a plain object; got an instance of Map',
      () => new Map([['b', 2]]),
    ],
    ['argument attributes of namespace.update must be a plain object; got an array of 1', () => [['b', 2]]],
    ['argument attributes of namespace.update must be a plain object; got "b"', () => 'b'],
    ['argument attributes of namespace.update[1] name must be the name of an attribute', () => ({ b: 1, '': 2 })],
    ['argument attributes of namespace.update[1] name must be', () => JSON.parse('{ "b": 1, "__proto__": 2 }')],
  ])('is not updated, and stays as it is: %s', async ([says, attributes], { house }) => {
    const namespace: Untyped = (await house.manager()).namespace();
    await namespace.set('a', 1);
    await expect(namespace.update(attributes())).rejects.toThrow(ArgumentError);
    await expect(namespace.update(attributes())).rejects.toThrow(says);
    expect(await namespace.entries()).toEqual([['a', 1]]);
  });

  test('refuses what cannot travel, and stays as it is', async ({ house }) => {
    const namespace = (await house.manager()).namespace();
    await namespace.set('a', 1);
    const unsendable = () => {};
    await expect(namespace.set('a', unsendable)).rejects.toThrow('argument value of namespace.set is a function');
    await expect(namespace.update({ a: 2, b: unsendable })).rejects.toThrow(EncodingError);
    await expect(namespace.compareAndSet('a', 1, unsendable)).rejects.toThrow(EncodingError);
    await expect(namespace.compareAndSet('a', unsendable, 2)).rejects.toThrow(EncodingError);
    await expect((namespace as Untyped).get('a', 5)).rejects.toThrow('options of namespace.get');
    expect(await namespace.entries()).toEqual([['a', 1]]);
  });

  test('has no options', async ({ house }) => {
    const open = (await house.manager()).namespace as (name?: unknown) => unknown;
    expect(() => open({})).toThrow('the name of a namespace');
  });
}
