import fc from 'fast-check';
import { act, aNumber, aNumberKey, anAmount, aValue, maybe, plain, type Subject } from '../acts.js';

const valueActs = (content: fc.Arbitrary<unknown>) => [
  act('set', content),
  act('increment', maybe(anAmount)),
  act('compareAndSet', aNumberKey, content),
  act('replace', fc.nat({ max: 12 }), content),
  ...plain('get', 'read'),
];

export const valueSubjects: readonly Subject[] = [
  { title: 'value', options: { initial: null, typecode: null }, acts: valueActs(fc.oneof(aValue, aNumber)) },
  ...['b', 'Q', 'f'].map((typecode) => ({
    title: `value of typecode ${typecode}`,
    options: { initial: null, typecode },
    acts: valueActs(aNumber),
  })),
];
