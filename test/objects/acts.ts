import fc from 'fast-check';
import { type Options, ReferringValue } from '../../src/objects/contract.js';
import { numberItem } from '../../src/objects/encoded/numbers.js';
import { keyString } from '../../src/objects/keys.js';

/** Something done to a state: a call of its operation of this name, or what only `states.test.ts` knows how to do. */
export type Act = readonly [name: string, ...args: unknown[]];

/** An object of a type, and what is done to it, for the laws that hold for all states. */
export interface Subject {
  readonly title: string;
  readonly options: Options;
  readonly acts: readonly fc.Arbitrary<Act>[];
  /** Its time is that of who waits first: a restored one, for which nobody waits yet, has none. */
  readonly timeIsOfWaiters?: boolean;
}

export const act = <Args extends unknown[]>(name: string, ...args: { [I in keyof Args]: fc.Arbitrary<Args[I]> }) =>
  fc.tuple(...args).map((given): Act => [name, ...given]);

export const plain = (...names: string[]) => names.map((name) => fc.constant<Act>([name]));

/** The time goes on. */
export const later = (most: number) => act('later', fc.integer({ min: 1, max: most }));

export const maybe = <T>(given: fc.Arbitrary<T>) => fc.option(given, { nil: undefined });

/** Numbers, which are keys and steps of paths too, with and without references beside them. */
export const aValue = fc.oneof(
  fc.nat({ max: 9 }).map((n) => Uint8Array.of(n)),
  fc.nat({ max: 9 }).map((n) => new ReferringValue(Uint8Array.of(n), [`id ${n}`, 'id of all'])),
);
export const someValues = fc.array(aValue, { maxLength: 4 });

export const aKey = fc.constantFrom('a', 'b', 'c', 'd', 'e');

export const anIndex = fc.integer({ min: -4, max: 4 });
export const aBound = maybe(anIndex);

/** Amounts of one byte as values, and others that no typecode of few bits takes. */
export const anAmount = fc.constantFrom(0, 1, 2, 7, 120, -3, 0.5, 2n ** 63n);
export const aNumber = anAmount.map(numberItem);
export const aNumberKey = aNumber.map(keyString);
