import fc from 'fast-check';
import { numberItem } from '../../../src/objects/encoded/numbers.js';
import { aBound, act, aNumber, aNumberKey, anAmount, anIndex, maybe, plain, type Subject } from '../acts.js';

/** An array of so many numbers, encoded. */
const aNumberArray = fc
  .array(fc.nat({ max: 130 }), { maxLength: 3 })
  .map((all) => Uint8Array.of(0x90 | all.length, ...all.flatMap((n) => [...numberItem(n)])));

const arrayActs = [
  act('set', anIndex, aNumber),
  act('setSlice', aBound, aBound, aBound, aNumberArray),
  act('fill', aNumber, aBound, aBound),
  act('increment', anIndex, maybe(anAmount)),
  act('compareAndSet', anIndex, aNumberKey, aNumber),
  act('at', anIndex),
  act('slice', aBound, aBound, aBound),
  act('indexOf', aNumberKey, aBound, aBound),
  act('count', aNumberKey),
  act('includes', aNumberKey),
  ...plain('length'),
];

export const arraySubjects: readonly Subject[] = ['b', 'Q', 'f'].map((typecode) => ({
  title: `array of typecode ${typecode}`,
  options: { initial: Uint8Array.of(0x94, 0, 1, 2, 3), typecode },
  acts: arrayActs,
}));
