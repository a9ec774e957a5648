import fc from 'fast-check';
import { aBound, act, anIndex, aValue, maybe, plain, type Subject, someValues } from '../acts.js';

const aStep = maybe(fc.constantFrom(1, 2, -1, -3, 0));
/** The keys of some of the values, and of others. */
const aSearched = fc.nat({ max: 12 }).map((n) => String.fromCharCode(n));

const listActs = [
  ...[act('push', someValues), act('extend', someValues), act('unshift', someValues)],
  ...[act('insert', anIndex, aValue), act('set', anIndex, aValue), act('at', anIndex)],
  ...[act('pop', aBound), act('delete', anIndex), act('remove', aSearched)],
  ...[act('slice', aBound, aBound, aStep), act('deleteSlice', aBound, aBound, aStep)],
  act('setSlice', aBound, aBound, aStep, someValues),
  act('splice', anIndex, aBound, someValues),
  ...[act('indexOf', aSearched, aBound, aBound), act('includes', aSearched)],
  ...[act('count', aSearched), act('compareAndSet', anIndex, aSearched, aValue)],
  ...[act('increment', anIndex, fc.constantFrom(1, 0.5, 2n)), act('page', anIndex)],
  act('multiply', fc.constantFrom(0, 1, 2, 10_000_000)),
  act('sort', maybe(fc.boolean())),
  ...plain('shift', 'length', 'copy', 'reverse', 'clear'),
];

export const listSubjects: readonly Subject[] = [{ title: 'list', options: {}, acts: listActs }];
