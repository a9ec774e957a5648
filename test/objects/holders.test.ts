/** Who holds what, as states tell it to those who look for what keeps others waiting. */
import { describe, expect, test } from 'vitest';
import { barrier } from '../../src/objects/barrier/index.js';
import type { State } from '../../src/objects/contract.js';
import { rwLock } from '../../src/objects/rw-lock/index.js';
import { boundedSemaphore, semaphore } from '../../src/objects/semaphore/index.js';
import type { SharedType } from '../../src/objects/shared-type.js';
import { FakeCall } from '../harness/fake-call.js';

type Step = readonly [session: string, now: number, operation: string, ...args: unknown[]];

/** A state of the type after these steps, and who holds something there as the engine knows it. */
function holdersAfter(type: SharedType, options: Record<string, number | boolean | null>, steps: readonly Step[]) {
  const [state, call] = [type.create(options) as State, new FakeCall()];
  for (const [session, now, operation, ...args] of steps) {
    Object.assign(call, { session, now });
    (state as State & Record<string, (call: FakeCall, ...args: unknown[]) => unknown>)[operation]?.(call, ...args);
  }
  return { holders: state.holders?.(), staked: [...call.holders] };
}

describe('the holders', () => {
  test.for([semaphore, boundedSemaphore])('of a semaphore: how many permits, and since the first of them', (type) => {
    const { holders, staked } = holdersAfter(type, { permits: 9, robust: true }, [
      ['a', 10, 'acquire', 2],
      ['b', 20, 'acquire', 1],
      ['a', 30, 'acquire', 3],
      ['c', 40, 'acquire', 1],
      ['a', 50, 'release', 1],
      ['c', 60, 'release', 1],
    ]);
    expect(holders).toEqual([
      { session: 'a', since: 10, count: 4 },
      { session: 'b', since: 20, count: 1 },
    ]);
    expect(staked).toEqual(['a', 'b']);
  });

  test('of a semaphore that is not robust: nobody', () => {
    const steps = [['a', 10, 'acquire', 2]] as const;
    expect(holdersAfter(semaphore, { permits: 9, robust: false }, steps)).toEqual({ holders: [], staked: [] });
  });

  test('of an rwLock: each grant', () => {
    const reads = [
      ['a', 10, 'acquireRead'],
      ['b', 20, 'acquireRead'],
      ['a', 30, 'acquireRead'],
      ['b', 40, 'release', 2],
    ] as const;
    expect(holdersAfter(rwLock, {}, reads)).toEqual({
      holders: [
        { session: 'a', since: 10 },
        { session: 'a', since: 30 },
      ],
      staked: ['a'],
    });
    const written = [...reads, ['a', 50, 'release', 1], ['a', 60, 'release', 3], ['b', 70, 'acquireWrite']] as const;
    expect(holdersAfter(rwLock, {}, written)).toEqual({ holders: [{ session: 'b', since: 70 }], staked: ['b'] });
  });

  test('of a barrier: who runs its action', () => {
    const acting = [['a', 10, 'wait', true]] as const;
    const options = { parties: 1, timeout: null };
    expect(holdersAfter(barrier, options, acting)).toEqual({ holders: [{ session: 'a', since: 10 }], staked: ['a'] });
    const done = [...acting, ['a', 20, 'actionDone', 1, true]] as const;
    expect(holdersAfter(barrier, options, done)).toEqual({ holders: [], staked: [] });
  });
});
