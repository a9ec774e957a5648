/** Keys that stay for a time, where time is moved. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReferringValue } from '../../../src/objects/contract.js';
import { DictState } from '../../../src/objects/dict/state.js';
import { census, Driver, item } from '../../engine/driver.js';
import { FakeCall, idsIn, outcomeOf } from '../../harness/fake-call.js';

const KEY = item(1);

function prepared() {
  const driver = new Driver();
  const guest = driver.guest();
  guest.open(1, 'dict');
  return { driver, guest };
}

/** Every operation as one sees it who calls it on a dict whose one key has just gone. */
const gone: readonly [operation: string, args: readonly unknown[], outcome: unknown][] = [
  ['get', [KEY], null],
  ['getMany', [[KEY]], [null]],
  ['has', [KEY], false],
  ['delete', [KEY], false],
  ['deleteMany', [[KEY]], 0],
  ['size', [], 0],
  ['keys', [], []],
  ['values', [], []],
  ['entries', [], []],
  ['page', [], [[], null, 2]],
  ['pop', [KEY], 'KEY'],
  ['popItem', [], 'KEY'],
  ['ttl', [KEY], 'KEY'],
  ['expire', [KEY, 10], 'KEY'],
  ['setDefault', [KEY, item(3)], item(3)],
  ['setIfAbsent', [KEY, item(3)], true],
  ['compareAndSet', [KEY, item(2), item(3)], false],
  ['compareAndDelete', [KEY, item(2)], false],
  ['increment', [KEY], item(1)],
  ['getIn', [KEY, [KEY]], null],
  ['incrementIn', [KEY, [Uint8Array.of(0xa1, 0x61)]], item(1)],
  ['deleteIn', [KEY, [KEY]], false],
];

describe('a key whose time is over', () => {
  test.for(gone)('is gone for %s, at the very millisecond', ([operation, args, outcome]) => {
    const { driver, guest } = prepared();
    guest.call(1, 'set', [KEY, item(2), 10]);
    driver.now += 9.5;
    expect(guest.outcome(guest.call(1, 'get', [KEY]))).toEqual(item(2));
    driver.now += 0.5;
    expect(guest.outcome(guest.call(1, operation, args))).toEqual(outcome);
  });

  test('goes without anybody calling, and with it what it referred to', () => {
    const { driver, guest } = prepared();
    guest.open(2, 'queue');
    guest.call(1, 'set', [KEY, [Uint8Array.of(0xd6, 0x50, 0, 0, 0, 0), [2]], 50]);
    guest.say([5, 2, 1]);
    expect(census(driver)).toMatchObject({ objects: 2 });
    expect(driver.wake).toBe(1_050);
    driver.wakeUp();
    expect(census(driver)).toMatchObject({ objects: 1 });
    expect(driver.wake).toBeUndefined();
  });

  test('has the time that was given last', () => {
    const { driver, guest } = prepared();
    guest.call(1, 'set', [KEY, item(2), 10]);
    driver.now += 5;
    guest.call(1, 'expire', [KEY, 20]);
    expect(guest.outcome(guest.call(1, 'ttl', [KEY]))).toBe(20);
    driver.now += 8;
    expect(guest.outcome(guest.call(1, 'ttl', [KEY]))).toBe(12);
    guest.call(1, 'increment', [KEY]);
    expect(driver.wake).toBe(1_025);
    guest.call(1, 'set', [KEY, item(2)]);
    expect(driver.wake).toBeUndefined();
    expect(guest.outcome(guest.call(1, 'ttl', [KEY]))).toBeNull();
  });

  test('leaves nobody to wake when the dict ends or is cleared', () => {
    const { driver, guest } = prepared();
    guest.call(1, 'set', [KEY, item(2), 10]);
    guest.call(1, 'clear');
    expect(driver.wake).toBeUndefined();
    guest.call(1, 'set', [KEY, item(2), 10]);
    guest.disconnect();
    expect(driver.wake).toBeUndefined();
  });

  test('comes back from a snapshot with its time', () => {
    const [state, call] = [new DictState(), new FakeCall()];
    state.update(
      call,
      [
        ['a', item(1)],
        ['b', item(2)],
      ],
      30,
    );
    state.set(call, 'c', item(3));
    const restored = DictState.restore({}, state.snapshot());
    expect(restored.dueAt).toBe(30);
    call.now = 29;
    expect(restored.ttl(call, 'b')).toBe(1);
    call.now = 30;
    expect(restored.size(call)).toBe(1);
    expect(restored.dueAt).toBeUndefined();
  });
});

const aKey = fc.constantFrom(...'abcdef');
const aTtl = fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined });

test('keys go in the order of their times, whatever was set, changed and removed before', () => {
  /** When each key goes. */
  type Model = Map<string, number>;
  const acts: Record<string, (state: DictState, call: FakeCall, model: Model, key: string, ttl?: number) => unknown> = {
    set(state, call, model, key, ttl = Number.POSITIVE_INFINITY) {
      state.set(call, key, new ReferringValue(item(1), [key]), ttl);
      model.set(key, call.now + ttl);
    },
    expire(state, call, model, key, ttl = Number.POSITIVE_INFINITY) {
      expect(outcomeOf(() => state.expire(call, key, ttl))).toBe(model.has(key) ? undefined : 'KEY');
      if (model.has(key)) model.set(key, call.now + ttl);
    },
    delete: (state, call, model, key) => expect(state.delete(call, key)).toBe(model.delete(key)),
    wait(_state, call, model, _key, ms = 0) {
      call.now += ms;
      for (const [key, at] of model) if (at <= call.now) model.delete(key);
    },
  };
  const sequences = fc.array(fc.tuple(fc.constantFrom(...Object.keys(acts)), aKey, aTtl), { maxLength: 60 });
  fc.assert(
    fc.property(sequences, (sequence) => {
      const [state, call, model] = [new DictState(), new FakeCall(), new Map<string, number>()];
      for (const [act, key, ttl] of sequence) {
        acts[act]?.(state, call, model, key, ttl);
        expect(state.size(call)).toBe(model.size);
        expect(idsIn(state.snapshot()).sort()).toEqual([...model.keys()].sort());
        expect(call.kept).toEqual([...model.keys()].sort());
        expect(state.dueAt ?? Number.POSITIVE_INFINITY).toBe(Math.min(...model.values()));
      }
    }),
  );
});

function run(state: DictState, call: FakeCall, operation: string, args: readonly unknown[]): unknown {
  const methods = state as unknown as Record<string, (call: FakeCall, ...args: readonly unknown[]) => unknown>;
  return outcomeOf(() => methods[operation]?.(call, ...args));
}

test('a state whose tick comes late does as one whose tick comes in time', () => {
  const operations: fc.Arbitrary<readonly [name: string, ...args: unknown[]]>[] = [
    fc.tuple(fc.constant('set'), aKey, fc.constant(item(1)), aTtl),
    fc.tuple(fc.constantFrom('setDefault', 'setIfAbsent'), aKey, fc.constant(item(2)), aTtl),
    fc.tuple(fc.constant('compareAndSet'), aKey, fc.constant('\x01'), fc.constant(item(2)), aTtl),
    fc.tuple(fc.constant('expire'), aKey, aTtl),
    fc.tuple(fc.constantFrom('get', 'has', 'ttl', 'increment', 'delete', 'pop'), aKey),
    fc.tuple(fc.constantFrom('getMany', 'deleteMany'), fc.array(aKey, { maxLength: 3 })),
    fc.tuple(fc.constantFrom('size', 'keys', 'values', 'entries', 'page', 'popItem', 'snapshot')),
  ];
  const sequences = fc.array(fc.tuple(fc.nat({ max: 9 }), fc.oneof(...operations)), { maxLength: 40 });
  fc.assert(
    fc.property(sequences, (sequence) => {
      const [state, late, call, lateCall] = [new DictState(), new DictState(), new FakeCall(), new FakeCall()];
      for (const [ms, [operation, ...args]] of sequence) {
        lateCall.now = call.now += ms;
        state.tick(call);
        if (operation === 'snapshot') late.tick(lateCall);
        expect(run(late, lateCall, operation, args)).toEqual(run(state, call, operation, args));
      }
    }),
  );
});

test.for([
  ['set', [KEY, item(2), 5e-324]],
  ['expire', [KEY, 5e-324]],
] as const)('a time lasts a millisecond at least: %s', ([operation, args]) => {
  const { driver, guest } = prepared();
  driver.now = 1_000.5;
  guest.call(1, 'set', [KEY, item(2)]);
  guest.call(1, operation, args);
  driver.now += 0.5;
  expect(guest.outcome(guest.call(1, 'has', [KEY]))).toBe(true);
  driver.now += 0.5;
  expect(guest.outcome(guest.call(1, 'has', [KEY]))).toBe(false);
});
