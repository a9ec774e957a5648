import fc from 'fast-check';
import { act, maybe, plain, type Subject } from '../acts.js';

const latchActs = [act('countDown', maybe(fc.integer({ min: 1, max: 3 }))), ...plain('count', 'wait')];

export const latchSubjects: readonly Subject[] = [{ title: 'latch', options: { count: 9 }, acts: latchActs }];
