/** Who waits for whom, found by the engine; the engine's own course tells whether it was right. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Deadlock } from '../../src/objects/broker/info.js';
import { Driver, type Guest } from './driver.js';

const LOCK_TYPES = ['lock', 'rLock', 'rwLock', 'boundedSemaphore', 'condition'] as const;
type LockType = (typeof LOCK_TYPES)[number];

/** A guest that does one thing after the other, as a program with one task. */
class Task {
  readonly held: { handle: number; token: number | undefined; permits: number }[] = [];
  waitsFor: { call: number; handle: number; permits: number } | undefined;

  constructor(
    readonly guest: Guest,
    readonly types: readonly LockType[],
  ) {
    for (const [index, type] of types.entries()) {
      guest.open(index + 1, type, `${type} ${index}`, type === 'boundedSemaphore' ? { permits: 3 } : {});
    }
  }

  acquire(index: number, reads: boolean, permits: number): void {
    if (this.waitsFor) return;
    const [handle, type] = [index + 1, this.types[index] as LockType];
    const operation = type === 'rwLock' ? (reads ? 'acquireRead' : 'acquireWrite') : 'acquire';
    const call = this.guest.call(handle, operation, type === 'boundedSemaphore' ? [permits] : []);
    this.waitsFor = { call, handle, permits };
    this.hear();
  }

  /** Takes note of what it was granted meanwhile. */
  hear(): void {
    if (!this.waitsFor || this.guest.answersTo(this.waitsFor.call).length === 0) return;
    const { call, handle, permits } = this.waitsFor;
    const answer = this.guest.outcome(call);
    this.waitsFor = undefined;
    this.held.push({ handle, token: Array.isArray(answer) ? (answer[0] as number) : undefined, permits });
  }

  /** As a program can only while it does not wait. */
  release(): void {
    const held = this.waitsFor ? undefined : this.held.pop();
    if (!held) return;
    const { handle, token, permits } = held;
    this.guest.call(
      handle,
      'release',
      this.types[handle - 1] === 'boundedSemaphore' ? [permits] : token === undefined ? [] : [token],
    );
  }
}

function deadlocksIn(driver: Driver): readonly Deadlock[] {
  const probe = driver.guest();
  const { deadlocks } = probe.outcome(probe.call(0, 'status')) as { deadlocks: readonly Deadlock[] };
  probe.disconnect();
  return deadlocks;
}

/** Lets everybody who can go on give back all they have, again and again: who waits then, waits for ever. */
function playOut(tasks: readonly Task[]): readonly Task[] {
  for (let isSettled = false; !isSettled; ) {
    isSettled = true;
    for (const task of tasks) {
      task.hear();
      while (!task.waitsFor && task.held.length > 0) {
        task.release();
        isSettled = false;
      }
    }
  }
  return tasks.filter(({ waitsFor }) => waitsFor);
}

interface Step {
  readonly who: number;
  readonly what: number;
  readonly reads: boolean;
  readonly permits: number;
  readonly acquires: boolean;
}

const aStep: fc.Arbitrary<Step> = fc.record({
  who: fc.nat({ max: 4 }),
  what: fc.nat({ max: 2 }),
  reads: fc.boolean(),
  permits: fc.integer({ min: 1, max: 3 }),
  acquires: fc.integer({ min: 0, max: 3 }).map((one) => one > 0),
});

/** The first in the line can go on; the second cannot, as one whom it needs waits for the third. */
const behindTwoWhoLackLessAndMore: [LockType[], Step[]] = [
  ['boundedSemaphore', 'lock', 'lock'],
  [
    [2, 0, 1],
    [3, 0, 1],
    [0, 0, 2],
    [1, 0, 3],
    [4, 1, 1],
    [4, 0, 1],
    [2, 1, 1],
  ].map(([who = 0, what = 0, permits = 0]) => ({ who, what, permits, reads: false, acquires: true })),
];

describe('a deadlock', () => {
  test('is found if, and only if, somebody waits for ever', () => {
    const types = fc.array(fc.constantFrom(...LOCK_TYPES), { minLength: 3, maxLength: 3 });
    let deadlocked = 0;
    fc.assert(
      fc.property(types, fc.array(aStep, { minLength: 10, maxLength: 40, size: 'max' }), (types, steps) => {
        const driver = new Driver();
        const tasks = Array.from({ length: 5 }, () => new Task(driver.guest(), types));
        for (const { who, what, reads, permits, acquires } of steps) {
          const task = tasks[who] as Task;
          // A lock that it has, it would have to be another task to ask for again.
          const hasIt = task.held.some(({ handle }) => handle === what + 1);
          if (acquires && !hasIt) task.acquire(what, reads, permits);
          else task.release();
          for (const each of tasks) each.hear();
        }
        driver.now += 10_000;
        const found = deadlocksIn(driver);
        const forEver = playOut(tasks);
        if (forEver.length > 0) deadlocked++;
        expect(found.length > 0).toBe(forEver.length > 0);
        const numbers = new Set(forEver.map(({ guest }) => tasks.findIndex((task) => task.guest === guest) + 1));
        for (const { parties } of found) for (const { number } of parties) expect(numbers).toContain(number);
      }),
      { numRuns: 300, examples: [behindTwoWhoLackLessAndMore] },
    );
    expect(deadlocked).toBeGreaterThan(10);
  });

  test('is told once, and again when it came again', () => {
    const { driver, a, b } = twoInADeadlock();
    driver.wakeUp();
    expect([told(driver), driver.wake]).toEqual([1, undefined]);
    const [first] = driver.happenings;
    expect(first).toMatchObject({
      kind: 'deadlock',
      deadlock: {
        endsInMs: null,
        parties: [
          {
            number: 1,
            holds: { type: 'lock', name: 'x' },
            waitsFor: { type: 'lock', name: 'y' },
            operation: 'acquire',
          },
          { number: 2, holds: { type: 'lock', name: 'y' }, waitsFor: { type: 'lock', name: 'x' } },
        ],
      },
    });
    a.cancel(4);
    a.call(2, 'acquire');
    expect(b.answersTo(4)).toEqual([]);
    driver.wakeUp();
    expect(told(driver)).toBe(2);
  });

  test('that one of its waits will end is told with when', () => {
    const { driver } = twoInADeadlock(5_000);
    driver.now += 2_000;
    expect(deadlocksIn(driver)).toMatchObject([{ forMs: 2_000, endsInMs: 3_000 }]);
  });

  test('that may be two tasks of one client waiting for each other in turn is none', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'lock', 'x');
    guest.call(1, 'acquire');
    guest.call(1, 'acquire');
    driver.now += 10_000;
    expect(deadlocksIn(driver)).toEqual([]);
  });

  test('of two owners in one client is found', () => {
    const driver = new Driver();
    const guest = driver.guest();
    for (const [index, name] of ['x', 'y'].entries()) guest.open(index + 1, 'rLock', name);
    guest.call(1, 'acquire', [], { owner: 'one' });
    guest.call(2, 'acquire', [], { owner: 'other' });
    guest.call(2, 'acquire', [], { owner: 'one' });
    guest.call(1, 'acquire', [], { owner: 'other' });
    driver.now += 10_000;
    expect(deadlocksIn(driver)).toMatchObject([{ parties: [{ owner: 'one' }, { owner: 'other' }] }]);
  });

  test.for([
    ['a lock that anybody may release', 'lock', { robust: false }],
    ['a semaphore that anybody may release', 'semaphore', { permits: 1 }],
  ] as const)('is not claimed of %s', ([, type, options]) => {
    const { driver } = twoInADeadlock(undefined, type, options);
    driver.now += 10_000;
    expect(deadlocksIn(driver)).toEqual([]);
  });
});

function twoInADeadlock(timeoutMs?: number, type = 'lock', options: Record<string, number | boolean> = {}) {
  const driver = new Driver();
  const [a, b] = [driver.guest(), driver.guest()];
  for (const guest of [a, b]) {
    guest.open(1, type, 'x', options);
    guest.open(2, type, 'y', options);
  }
  a.call(1, 'acquire');
  b.call(2, 'acquire');
  a.call(2, 'acquire', [], timeoutMs === undefined ? {} : { timeoutMs });
  b.call(1, 'acquire');
  return { driver, a, b };
}

function told({ happenings }: Driver): number {
  return happenings.filter(({ kind }) => kind === 'deadlock').length;
}
