import fc from 'fast-check';
import { act, maybe, plain, type Subject } from '../acts.js';

const somePermits = maybe(fc.integer({ min: 1, max: 4 }));

const semaphoreActs = [
  act('acquire', somePermits),
  act('acquire', somePermits),
  act('release', somePermits),
  ...plain('value', 'sessionEnded', 'as a', 'as b', 'others'),
];

const subjectsOf = (type: string, permits: number): readonly Subject[] =>
  [true, false].map((robust) => ({
    title: `${type}, robust: ${robust}`,
    options: { permits, robust },
    acts: semaphoreActs,
  }));

export const semaphoreSubjects = subjectsOf('semaphore', 2);
export const boundedSemaphoreSubjects = subjectsOf('boundedSemaphore', 3);
