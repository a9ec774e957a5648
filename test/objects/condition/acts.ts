import fc from 'fast-check';
import { act, plain, type Subject } from '../acts.js';
import { lockActs } from '../lock/acts.js';

const conditionActs = [
  ...lockActs,
  ...plain('lock', 'wait', 'notify', 'notifyAll', 'receive', 'others'),
  act('wake', fc.nat({ max: 3 })),
  act('sleep', fc.integer({ min: 1, max: 3 }), fc.constant(1)),
];

export const conditionSubjects: readonly Subject[] = [
  { title: 'condition', options: { lock: null }, acts: conditionActs },
  { title: 'condition on a lock', options: { lock: 'id of a lock' }, acts: conditionActs },
];
