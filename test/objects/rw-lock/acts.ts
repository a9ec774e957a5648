import fc from 'fast-check';
import { act, plain, type Subject } from '../acts.js';

const rwLockActs = [
  act('release', fc.integer({ min: 1, max: 9 })),
  ...plain('acquireRead', 'acquireRead', 'acquireWrite', 'state', 'sessionEnded', 'as a', 'as b'),
];

export const rwLockSubjects: readonly Subject[] = [{ title: 'rwLock', options: {}, acts: rwLockActs }];
