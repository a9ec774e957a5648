import fc from 'fast-check';
import { act, aValue, plain, type Subject } from '../acts.js';

const subscriptionActs = [
  ...Array.from({ length: 12 }, () => act('receive', aValue)),
  act('nextMany', fc.integer({ min: 1, max: 3 })),
  act('nextMany', fc.integer({ min: 1, max: 3 })),
  ...plain('next', 'next', 'size', 'size', 'dropped', 'dropped', 'fellBehind', 'fellBehind', 'close'),
];

export const subscriptionSubjects: readonly Subject[] = ['dropOldest', 'dropNewest', 'end'].map((overflow) => ({
  title: `subscription that overflows by ${overflow}`,
  options: { topic: 'id of a topic', buffer: 3, overflow },
  acts: subscriptionActs,
}));
