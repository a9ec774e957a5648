/** What can be a type of a user's, and what cannot. */
import { ArgumentError, currentCall, defineType, StateError } from 'holdall';
import { describe, expect, test } from 'vitest';
import { leaderboard } from './programs/types.mjs';

class Counter {
  #count = 0;
  readonly step = () => 1;
  next(): number {
    return ++this.#count;
  }
  get count(): number {
    return this.#count;
  }
  async later(): Promise<number> {
    return 1;
  }
  *each(): Generator<number> {
    yield 1;
  }
  async *eachLater(): AsyncGenerator<number> {
    yield 1;
  }
  toString(): string {
    return 'counter';
  }
  // biome-ignore lint/suspicious/noThenProperty: this is what is tested.
  then(): void {}
  equals(): boolean {
    return true;
  }
  invoke(): void {}
  ['']() {}
  snapshot(): number {
    return this.#count;
  }
  static restore(count: number): Counter {
    const counter = new Counter();
    counter.#count = count;
    return counter;
  }
}
class Derived extends Counter {
  own(): void {}
}

/** As a program without a compiler calls it. */
const define = defineType as unknown as (...args: readonly unknown[]) => unknown;
let names = 0;
const freshName = () => `type ${++names}`;

describe('a type is refused', () => {
  test.for([
    { what: 'without a name', name: '' },
    { what: 'with a number for a name', name: 5 },
    { what: 'with too long a name', name: 'x'.repeat(513) },
    { what: 'with the name of a type of holdall’s', name: 'queue' },
    { what: 'with the name of the broker', name: 'broker' },
    { what: 'with the name of another one', name: 'leaderboard' },
  ])('$what', ({ name }) => {
    expect(leaderboard.name).toBe('leaderboard');
    expect(() => define(name, Counter, { methods: ['next'] })).toThrow(ArgumentError);
  });

  test.for([
    { what: 'nothing', given: undefined },
    { what: 'an instance', given: new Counter() },
    { what: 'an arrow function', given: () => new Counter() },
    { what: 'a class without snapshot', given: class A {} },
    {
      what: 'a class without restore',
      given: class A {
        snapshot(): void {}
      },
    },
  ])('for $what', ({ given }) => {
    expect(() => define(freshName(), given, { methods: ['next'] })).toThrow(ArgumentError);
  });

  test.for([
    { method: 'constructor', says: 'every proxy' },
    { method: 'toString', says: 'every proxy' },
    { method: 'hasOwnProperty', says: 'every proxy' },
    { method: '__proto__', says: 'every proxy' },
    { method: 'then', says: 'every proxy' },
    { method: 'equals', says: 'every proxy' },
    { method: 'invoke', says: 'every proxy' },
    { method: 'name', says: 'every proxy' },
    { method: Symbol.iterator, says: 'is no name' },
    { method: 5, says: 'is no name' },
    { method: '', says: 'is no name' },
    { method: 'x'.repeat(513), says: 'longer than 512 bytes' },
    { method: 'nothing', says: 'is no method of the class' },
    { method: 'step', says: 'is no method of the class' },
    { method: 'count', says: 'an accessor' },
    { method: 'later', says: 'is async' },
    { method: 'eachLater', says: 'is an async generator' },
    { method: 'each', says: 'is a generator' },
  ])('with a method $method', ({ method, says }) => {
    expect(() => define(freshName(), Counter, { methods: ['next', method] })).toThrow(ArgumentError);
    expect(() => define(freshName(), Counter, { methods: ['next', method] })).toThrow(says);
  });

  test('with a method that its class inherits', () => {
    expect(() => define(freshName(), Derived, { methods: ['own', 'next'] })).toThrow(/"next" is inherited/);
  });

  test.for([
    undefined,
    null,
    {},
    { methods: [] },
    { methods: 'next' },
    { methods: ['next', 'next'] },
    { methods: ['next'], line: {} },
    { methods: ['next'], lines: { other: 'x' } },
    { methods: ['next'], lines: { next: '' } },
    { methods: ['next'], lines: { next: 5 } },
    { methods: ['next'], lines: 'next' },
    { methods: ['next'], reads: ['other'] },
    { methods: ['next'], reads: 'next' },
  ])('with options %j', (options) => {
    expect(() => define(freshName(), Counter, options)).toThrow(ArgumentError);
  });

  test('for a class that is refused, and its name stays free', () => {
    const name = freshName();
    expect(() => define(name, Counter, { methods: ['none'] })).toThrow(ArgumentError);
    expect(defineType(name, Counter, { methods: ['next'] }).name).toBe(name);
  });
});

test('there is no current call outside of methods', () => {
  expect(() => currentCall()).toThrow(StateError);
});
