/** What a client of another make might send to a dict. */
import { expect, test } from 'vitest';
import { Driver, item } from '../../engine/driver.js';

const KEY = item(1);
const NAME = Uint8Array.of(0xa1, 0x61);
const NAN = Uint8Array.of(0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0);
const TWO_ITEMS = Uint8Array.of(0xa1, 0x61, 7);
const FIELDS = Uint8Array.of(0x81, 0xa1, 0x61, 7);

const wrong: readonly [operation: string, args: readonly unknown[], code: string][] = [
  ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5', true].flatMap((ttl): [string, unknown[], string][] => [
    ['set', [KEY, KEY, ttl], 'ARGUMENT'],
    ['expire', [KEY, ttl], 'ARGUMENT'],
  ]),
  ['update', [[[KEY, KEY]], 0], 'ARGUMENT'],
  ['increment', [KEY, 1], 'ARGUMENT'],
  ['increment', [KEY, NAN], 'ARGUMENT'],
  ['increment', [KEY, NAME], 'ARGUMENT'],
  ['increment', [KEY, Uint8Array.of(1, 1)], 'ARGUMENT'],
  ['increment', [KEY, Uint8Array.of(0xcd, 1)], 'VALUE'],
  ['increment', [KEY], 'VALUE'],
  ['getIn', [KEY], 'ARGUMENT'],
  ['getIn', [KEY, []], 'ARGUMENT'],
  ['getIn', [KEY, NAME], 'ARGUMENT'],
  ['getIn', [KEY, [NAME, 5]], 'ARGUMENT'],
  ['setIn', [KEY, [TWO_ITEMS], KEY], 'ARGUMENT'],
  ['setIn', [KEY, [Uint8Array.of(0xa5)], KEY], 'VALUE'],
  ['setIn', [KEY, [NAME], TWO_ITEMS], 'VALUE'],
  ['setIn', [KEY, [NAME], Uint8Array.of(0xd6, 0x50, 0, 0, 0, 0)], 'VALUE'],
  ['setIn', [KEY, [NAME], Uint8Array.of(0x92, 1)], 'VALUE'],
  ['deleteIn', [KEY, Array.from({ length: 501 }, () => NAME)], 'ARGUMENT'],
  ['page', [0], 'ARGUMENT'],
  ['page', [null, 0.5], 'ARGUMENT'],
  ['page', [1, 99], 'CHANGED'],
  ['getMany', [KEY], 'ARGUMENT'],
  ['deleteMany', [[KEY, 1]], 'ARGUMENT'],
];

test.for(wrong)('%s of %j is refused with %s, and nothing happens', ([operation, args, code]) => {
  const driver = new Driver();
  const guest = driver.guest();
  guest.open(1, 'dict');
  guest.call(1, 'set', [KEY, FIELDS]);
  expect(guest.outcome(guest.call(1, operation, args))).toBe(code);
  expect(guest.outcome(guest.call(1, 'entries'))).toEqual([[KEY, FIELDS]]);
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
