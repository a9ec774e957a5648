import fc from 'fast-check';
import { act, plain, type Subject } from '../acts.js';

const barrierActs = [
  act('wait', fc.boolean()),
  act('wait', fc.boolean()),
  act('waitForNext', fc.boolean()),
  act('actionDone', fc.integer({ min: 1, max: 4 }), fc.boolean()),
  // Not 'refused': what that does is up to the verdict of the same step, which no snapshot shows.
  act('waitEnded', fc.constantFrom('wait', 'waitForNext'), fc.constantFrom('late', 'cancelled', 'session ended')),
  ...plain('abort', 'reset', 'broken', 'nWaiting', 'sessionEnded', 'as a', 'as b'),
];

export const barrierSubjects: readonly Subject[] = [1, 2].map((parties) => ({
  title: `barrier of ${parties}`,
  options: { parties, timeout: 5 },
  acts: barrierActs,
}));
