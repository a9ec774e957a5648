/** What a client of another make might send to a dict. */
import { expect, test } from 'vitest';
import { Driver, item } from '../../engine/driver.js';

const KEY = item(1);
const NAME = Uint8Array.of(0xa1, 0x61);
const NAN = Uint8Array.of(0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0);
const TWO_ITEMS = Uint8Array.of(0xa1, 0x61, 7);
const FIELDS = Uint8Array.of(0x81, 0xa1, 0x61, 7);

type Sent = readonly [operation: string, args: readonly unknown[], code: string];

const noTimes = {
  zero: 0,
  negative: -1,
  NaN: Number.NaN,
  infinite: Number.POSITIVE_INFINITY,
  text: '5',
  boolean: true,
};

const wrong: Record<string, Sent> = {
  ...Object.fromEntries(
    Object.entries(noTimes).flatMap(([what, ttl]): [string, Sent][] => [
      [`set with a ttl that is ${what}`, ['set', [KEY, KEY, ttl], 'ARGUMENT']],
      [`expire with a ttl that is ${what}`, ['expire', [KEY, ttl], 'ARGUMENT']],
    ]),
  ),
  'update with a ttl of 0': ['update', [[[KEY, KEY]], 0], 'ARGUMENT'],
  'increment by a plain number': ['increment', [KEY, 1], 'ARGUMENT'],
  'increment by NaN': ['increment', [KEY, NAN], 'ARGUMENT'],
  'increment by a string': ['increment', [KEY, NAME], 'ARGUMENT'],
  'increment by two numbers': ['increment', [KEY, Uint8Array.of(1, 1)], 'ARGUMENT'],
  'increment by half a number': ['increment', [KEY, Uint8Array.of(0xcd, 1)], 'VALUE'],
  'increment of what is no number': ['increment', [KEY], 'VALUE'],
  'a path that is missing': ['getIn', [KEY], 'ARGUMENT'],
  'a path without steps': ['getIn', [KEY, []], 'ARGUMENT'],
  'a path that is a key': ['getIn', [KEY, NAME], 'ARGUMENT'],
  'a path with a plain number': ['getIn', [KEY, [NAME, 5]], 'ARGUMENT'],
  'a path with two items in a step': ['setIn', [KEY, [TWO_ITEMS], KEY], 'ARGUMENT'],
  'a path with half an item': ['setIn', [KEY, [Uint8Array.of(0xa5)], KEY], 'VALUE'],
  'a path without end': ['deleteIn', [KEY, Array.from({ length: 501 }, () => NAME)], 'ARGUMENT'],
  'setIn of two items': ['setIn', [KEY, [NAME], TWO_ITEMS], 'VALUE'],
  'setIn of a reference to nothing': ['setIn', [KEY, [NAME], Uint8Array.of(0xd6, 0x50, 0, 0, 0, 0)], 'VALUE'],
  'setIn of half an array': ['setIn', [KEY, [NAME], Uint8Array.of(0x92, 1)], 'VALUE'],
  'a page after 0': ['page', [0], 'ARGUMENT'],
  'a page of half a change': ['page', [null, 0.5], 'ARGUMENT'],
  'a page of another time': ['page', [1, 99], 'CHANGED'],
  'getMany of one key': ['getMany', [KEY], 'ARGUMENT'],
  'deleteMany of what is no key': ['deleteMany', [[KEY, 1]], 'ARGUMENT'],
};

test.for(Object.entries(wrong))('%s is refused, and nothing happens', ([, [operation, args, code]]) => {
  const driver = new Driver();
  const guest = driver.guest();
  guest.open(1, 'dict');
  guest.call(1, 'set', [KEY, FIELDS]);
  expect(guest.outcome(guest.call(1, operation, args))).toBe(code);
  expect(guest.outcome(guest.call(1, 'get', [KEY]))).toEqual(FIELDS);
  expect(guest.outcome(guest.call(1, 'size'))).toBe(1);
  expect(driver.wake).toBeUndefined();
});

test('a value that is nonsense does no harm to operations that look into it', () => {
  const driver = new Driver();
  const guest = driver.guest();
  guest.open(1, 'dict');
  for (const nonsense of [Uint8Array.of(), Uint8Array.of(0xc1), Uint8Array.of(0xdf, 255, 255, 255, 255), TWO_ITEMS]) {
    guest.call(1, 'set', [KEY, nonsense]);
    expect(guest.outcome(guest.call(1, 'compareAndSet', [KEY, KEY, KEY]))).toBe(false);
    for (const [operation, args] of [
      ['increment', [KEY]],
      ['incrementIn', [KEY, [NAME]]],
      ['setIn', [KEY, [NAME], KEY]],
      ['deleteIn', [KEY, [NAME]]],
      ['getIn', [KEY, [NAME]]],
    ] as const) {
      expect(guest.outcome(guest.call(1, operation, args))).toBe('VALUE');
    }
    expect(guest.outcome(guest.call(1, 'get', [KEY]))).toEqual(nonsense);
  }
});
