import fc from 'fast-check';
import { act, later, maybe, plain, type Subject } from '../acts.js';

const rateLimiterActs = [
  act('acquire', maybe(fc.integer({ min: 1, max: 5 }))),
  later(900),
  ...plain('available', 'reset', 'tick', 'waitEnded'),
];

export const rateLimiterSubjects: readonly Subject[] = [
  {
    title: 'rateLimiter',
    options: { rate: 3, interval: 1_000, burst: 4 },
    acts: rateLimiterActs,
    timeIsOfWaiters: true,
  },
];
