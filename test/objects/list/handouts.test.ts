import { describe, expect, test } from 'vitest';
import { ClientKind } from '../../../protocol/messages.js';
import { census, Driver, type Guest, item } from '../../engine/driver.js';

function two(): { driver: Driver; taker: Guest; other: Guest } {
  const driver = new Driver();
  const [taker, other] = [driver.guest(), driver.guest()];
  for (const guest of [taker, other]) guest.open(1, 'list', 'l');
  return { driver, taker, other };
}

const valuesOf = (guest: Guest): number[] =>
  (guest.outcome(guest.call(1, 'copy')) as Uint8Array[]).map((bytes) => bytes[0] as number);

describe('values of a list handed out to a session that ends before it has them', () => {
  test.for<{ taken: readonly (readonly [string, ...number[]])[] }>([
    { taken: [['pop']] },
    { taken: [['pop'], ['pop'], ['pop']] },
    { taken: [['shift'], ['shift'], ['shift']] },
    { taken: [['shift'], ['pop'], ['pop', 1], ['shift'], ['pop', -2], ['pop', 0]] },
    { taken: [['pop', -1], ['pop', 2], ['pop', 2], ['pop'], ['pop'], ['pop']] },
  ])('go back to their places, all of them: $taken', ({ taken }) => {
    const { taker, other } = two();
    other.call(1, 'push', [[1, 2, 3, 4, 5, 6].map(item)]);
    for (const [operation, ...args] of taken) taker.call(1, operation, args);
    expect(valuesOf(other)).toHaveLength(6 - taken.length);
    taker.disconnect();
    expect(valuesOf(other)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('go back to the ends that the list has by then', () => {
    const { taker, other } = two();
    other.call(1, 'push', [[1, 2, 3, 4, 5].map(item)]);
    taker.call(1, 'pop');
    taker.call(1, 'shift');
    taker.call(1, 'pop', [2]);
    other.call(1, 'clear');
    other.call(1, 'push', [[item(8), item(9)]]);
    taker.disconnect();
    expect(valuesOf(other)).toEqual([1, 8, 9, 4, 5]);
  });

  test('take what they refer to back with them', () => {
    const { driver, taker, other } = two();
    other.open(2, 'dict');
    other.call(1, 'push', [[[item(9), [2]]]]);
    other.say([ClientKind.release, 2, 1]);
    taker.call(1, 'shift');
    taker.disconnect();
    expect(census(driver)).toMatchObject({ objects: 2 });
    other.call(1, 'clear');
    expect(census(driver)).toMatchObject({ objects: 1 });
  });

  test('are the receiver’s once it has acknowledged them', () => {
    const { taker, other } = two();
    other.call(1, 'push', [[1, 2, 3].map(item)]);
    taker.call(1, 'pop');
    taker.acknowledge();
    taker.call(1, 'shift');
    taker.disconnect();
    expect(valuesOf(other)).toEqual([1, 2]);
  });
});

describe('values of a list that a session spliced', () => {
  test('are gone with it', () => {
    const { taker, other } = two();
    other.call(1, 'push', [[1, 2, 3].map(item)]);
    taker.call(1, 'splice', [0, 2, []]);
    taker.disconnect();
    expect(valuesOf(other)).toEqual([3]);
  });
});

describe('calls of a list that no client of ours would make', () => {
  test.for<readonly [string, readonly unknown[]]>([
    ['at', ['1']],
    ['at', []],
    ['set', [0]],
    ['set', [0, 'text']],
    ['push', []],
    ['push', [item(1)]],
    ['push', [[item(1), 5]]],
    ['splice', [0, 1]],
    ['setSlice', [0, 1, 1]],
    ['remove', []],
    ['indexOf', [new Uint8Array(0)]],
    ['compareAndSet', [0, item(1)]],
    ['increment', [0, Number.NaN]],
    ['sort', [1]],
    ['sort', [false, ['name']]],
    ['length', [1]],
  ])('are refused, and it is as before: %s %j', ([operation, args]) => {
    const { taker, other } = two();
    other.call(1, 'push', [[1, 2].map(item)]);
    expect(taker.outcome(taker.call(1, operation, args))).toBe('ARGUMENT');
    expect(valuesOf(other)).toEqual([1, 2]);
  });

  test('with values that are no encoding find nothing and sort nothing', () => {
    const { taker } = two();
    const nonsense = Uint8Array.of(0xc1);
    taker.call(1, 'push', [[nonsense, item(1)]]);
    expect(taker.outcome(taker.call(1, 'indexOf', [item(1)]))).toBe(1);
    expect(taker.outcome(taker.call(1, 'count', [nonsense]))).toBe(0);
    expect(taker.outcome(taker.call(1, 'sort'))).toBe('VALUE');
    expect(taker.outcome(taker.call(1, 'increment', [0]))).toBe('VALUE');
    expect(taker.outcome(taker.call(1, 'at', [0]))).toEqual(nonsense);
  });
});
