import { describe, expect, test } from 'vitest';
import { Driver, type Guest, item } from '../../engine/driver.js';

function two(): { taker: Guest; other: Guest } {
  const driver = new Driver();
  const [taker, other] = [driver.guest(), driver.guest()];
  for (const guest of [taker, other]) guest.open(1, 'set', 's');
  other.call(1, 'update', [[[1, 2, 3].map(item)]]);
  return { taker, other };
}

const valuesOf = (guest: Guest): number[] =>
  (guest.outcome(guest.call(1, 'values')) as Uint8Array[]).map((bytes) => bytes[0] as number);

const bytesOf = (outcome: unknown): number[] => [...(outcome as Uint8Array)];

describe('members of a set popped by a session that ends', () => {
  test('before it has them are added again', () => {
    const { taker, other } = two();
    taker.call(1, 'pop');
    expect(valuesOf(other)).toEqual([2, 3]);
    taker.disconnect();
    expect(valuesOf(other)).toEqual([2, 3, 1]);
    expect(bytesOf(other.outcome(other.call(1, 'pop')))).toEqual([2]);
  });

  test('are there once where somebody added them again meanwhile', () => {
    const { taker, other } = two();
    taker.call(1, 'pop');
    other.call(1, 'add', [item(1)]);
    other.call(1, 'add', [item(4)]);
    taker.disconnect();
    expect(valuesOf(other)).toEqual([2, 3, 1, 4]);
  });

  test('are its own once it has acknowledged them', () => {
    const { taker, other } = two();
    taker.call(1, 'pop');
    taker.acknowledge();
    taker.disconnect();
    expect(valuesOf(other)).toEqual([2, 3]);
  });
});

describe('calls of a set that no client of ours would make', () => {
  test.for<readonly [string, readonly unknown[]]>([
    ['add', []],
    ['add', ['text']],
    ['has', [new Uint8Array(0)]],
    ['update', []],
    ['update', [[item(1)]]],
    ['union', [[[5]]]],
    ['isSubsetOf', [item(1)]],
    ['isSubsetOf', [[item(1)], 1]],
  ])('are refused, and it is as before: %s %j', ([operation, args]) => {
    const { taker, other } = two();
    expect(taker.outcome(taker.call(1, operation, args))).toBe('ARGUMENT');
    expect(valuesOf(other)).toEqual([1, 2, 3]);
  });
});
