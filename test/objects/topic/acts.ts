import fc from 'fast-check';
import { joining, leaving } from '../../../src/objects/topic/membership.js';
import { act, aValue, plain, type Subject } from '../acts.js';

const aMember = fc.integer({ min: 1, max: 40 }).map((n) => `id ${n}`);

const topicActs = [
  act('receive', aMember.map(joining)),
  act('receive', aMember.map(joining)),
  act('receive', aMember.map(leaving)),
  act('publish', aValue),
  act('publishMany', fc.array(aValue, { maxLength: 3 })),
  ...plain('subscribers'),
];

export const topicSubjects: readonly Subject[] = [{ title: 'topic', options: {}, acts: topicActs }];
