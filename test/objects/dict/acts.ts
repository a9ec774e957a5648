import fc from 'fast-check';
import { ReferringValue } from '../../../src/objects/contract.js';
import { act, aKey, aValue, later, maybe, plain, type Subject } from '../acts.js';

/** Numbers, containers, and containers of references. */
const aDictValue = fc.oneof(
  aValue,
  fc.constantFrom(
    Uint8Array.of(0x81, 0xa1, 0x61, 7),
    new ReferringValue(Uint8Array.of(0x81, 0xa1, 0x61, 0xd6, 0x50, 0, 0, 0, 0), ['id of a']),
    new ReferringValue(Uint8Array.of(0x92, 0xd6, 0x50, 0, 0, 0, 1, 0xd6, 0x50, 0, 0, 0, 0), ['id 1', 'id 2']),
  ),
);
const aTtl = maybe(fc.integer({ min: 1, max: 20 }));
const aDigit = fc.nat({ max: 9 });
const aPath = fc.array(fc.constantFrom(Uint8Array.of(0xa1, 0x61), Uint8Array.of(0xa1, 0x62), Uint8Array.of(1)), {
  minLength: 1,
  maxLength: 3,
});
const anExpected = aDigit.map((n) => String.fromCharCode(n));

const dictActs = [
  act('set', aKey, aDictValue, aTtl),
  act('set', aKey, aDictValue, aTtl),
  act('setIfAbsent', aKey, aDictValue, aTtl),
  act('setDefault', aKey, aDictValue, aTtl),
  act('update', fc.array(fc.tuple(aKey, aDictValue), { maxLength: 4 }), aTtl),
  act('compareAndSet', aKey, anExpected, aDictValue, aTtl),
  act('compareAndDelete', aKey, anExpected),
  act('increment', aKey, aDigit),
  act('getIn', aKey, aPath),
  act('setIn', aKey, aPath, aDictValue),
  act('incrementIn', aKey, aPath, aDigit),
  act('deleteIn', aKey, aPath),
  act('ttl', aKey),
  act('expire', aKey, aTtl),
  later(10),
  act('page', maybe(fc.integer({ min: 1, max: 20 }))),
  act('get', aKey),
  act('getMany', fc.array(aKey, { maxLength: 3 })),
  act('has', aKey),
  act('delete', aKey),
  act('deleteMany', fc.array(aKey, { maxLength: 3 })),
  act('pop', aKey, maybe(aValue)),
  ...plain('popItem', 'size', 'keys', 'values', 'entries', 'clear'),
];

export const dictSubjects: readonly Subject[] = [{ title: 'dict', options: {}, acts: dictActs }];
