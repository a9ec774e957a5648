/** Who holds a lock, as its state tells people. */
import { describe, expect, test } from 'vitest';
import { condition } from '../../../src/objects/condition/index.js';
import { lock } from '../../../src/objects/lock/index.js';
import { rLock } from '../../../src/objects/r-lock/index.js';
import { FakeCall } from '../../harness/fake-call.js';

const types = [
  { title: 'lock', type: lock, options: { robust: true } },
  { title: 'rLock', type: rLock, options: { robust: true } },
  { title: 'rLock that is not robust', type: rLock, options: { robust: false } },
  { title: 'condition', type: condition, options: { lock: null } },
];

describe.each(types)('the holders of a $title', ({ type, options }) => {
  test('are one, since its grant, and none when it is free; also after a restore', () => {
    const state = type.create(options) as ReturnType<typeof rLock.create> & {
      acquire(call: FakeCall): unknown;
      release(call: FakeCall): unknown;
    };
    const call = new FakeCall('a session');
    Object.assign(call, { owner: 'an owner', now: 5_000 });
    expect(state.holders?.()).toEqual([]);
    state.acquire(call);
    call.now = 6_000;
    const holder = { session: 'a session', owner: 'an owner', since: 5_000, count: 1 };
    expect(state.holders?.()).toEqual([holder]);
    expect(type.restore(options, state.snapshot()).holders?.()).toEqual([holder]);
    if (type !== lock) {
      state.acquire(call);
      expect(state.holders?.()).toEqual([{ ...holder, count: 2 }]);
      state.release(call);
    }
    state.release(call);
    expect(state.holders?.()).toEqual([]);
  });
});

test('a condition on a lock is held by nobody itself', () => {
  expect(condition.create({ lock: 'id of a lock' }).holders?.()).toEqual([]);
});
