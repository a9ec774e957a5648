import fc from 'fast-check';
import { act, aKey, plain, type Subject } from '../acts.js';

const someKeys = fc.array(aKey, { maxLength: 4 });
const otherSets = fc.array(someKeys, { maxLength: 3 });

const setActs = [
  ...['add', 'add', 'add', 'has', 'delete', 'remove'].map((name) => act(name, aKey)),
  ...['union', 'intersection', 'difference', 'symmetricDifference'].flatMap((name) => [
    act(name, otherSets),
    act(name === 'union' ? 'update' : `${name}Update`, otherSets),
  ]),
  ...['isSubsetOf', 'isSupersetOf', 'isDisjointFrom'].map((name) => act(name, someKeys)),
  ...plain('pop', 'pop', 'size', 'values', 'clear'),
];

export const setSubjects: readonly Subject[] = [{ title: 'set', options: {}, acts: setActs }];
