import fc from 'fast-check';
import { act, plain, type Subject } from '../acts.js';

const aWaitOutcome = fc.constantFrom('notified', 'late', 'cancelled');

/** The caller's session is part of what a lock does, and in some locks its owner there. */
export const lockActs = [
  ...plain('acquire', 'acquire', 'release', 'locked', 'sessionEnded', 'as a', 'as b', 'as a owner'),
  act('release', fc.integer({ min: 1, max: 6 })),
  act('yieldLock', fc.constant('a condition')),
  act('confirm', fc.constant('a condition'), fc.nat({ max: 3 })),
  act('reacquire', fc.integer({ min: 1, max: 3 }), fc.constant(1), aWaitOutcome, fc.constant('a condition')),
  act('takeBack', fc.constant(['a condition'])),
];

export const lockSubjects: readonly Subject[] = [true, false].map((robust) => ({
  title: `lock, robust: ${robust}`,
  options: { robust },
  acts: lockActs,
}));
