import fc from 'fast-check';
import { act, aKey, aNumber, aNumberKey, anAmount, aValue, maybe, plain, type Subject } from '../acts.js';

const namespaceActs = [
  act('set', aKey, fc.oneof(aValue, aNumber)),
  act('update', fc.array(fc.tuple(aKey, aValue), { maxLength: 4 })),
  act('get', aKey),
  act('has', aKey),
  act('delete', aKey),
  act('increment', aKey, maybe(anAmount)),
  act('compareAndSet', aKey, aNumberKey, aValue),
  ...plain('names', 'entries'),
];

export const namespaceSubjects: readonly Subject[] = [{ title: 'namespace', options: {}, acts: namespaceActs }];
