import fc from 'fast-check';
import { act, maybe, plain, type Subject } from '../acts.js';

const counterActs = [
  act('increment', maybe(fc.maxSafeInteger())),
  act('decrement', maybe(fc.maxSafeInteger())),
  act('set', fc.maxSafeInteger()),
  ...plain('get', 'reset'),
];

export const counterSubjects: readonly Subject[] = [{ title: 'counter', options: { initial: 2 }, acts: counterActs }];
