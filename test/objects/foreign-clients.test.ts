/** What clients send that are not this one: the broker takes what PROTOCOL.md says, and refuses the rest whole. */
import { describe, expect, test } from 'vitest';
import type { Plain } from '../../protocol/messages.js';
import { encodeKey, encodeValue } from '../../src/wire/index.js';
import { Driver, type Guest } from '../engine/driver.js';

const bytes = (value: unknown) => new Uint8Array(encodeValue(value) as Uint8Array);
const key = (value: unknown) => new Uint8Array(encodeKey(value));
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

function opened(type: string, options: Record<string, Plain> = {}): Guest {
  const guest = new Driver().guest();
  guest.open(1, type, null, options);
  return guest;
}

const outcome = (guest: Guest, operation: string, ...args: unknown[]) => guest.outcome(guest.call(1, operation, args));

describe('a value', () => {
  test('is read with its revision, and replaced at that one only', () => {
    const guest = opened('value', { initial: bytes('a') });
    expect(outcome(guest, 'read')).toEqual([0, bytes('a')]);
    expect(outcome(guest, 'replace', 0, bytes('b'))).toBe(true);
    expect(outcome(guest, 'replace', 0, bytes('c'))).toBe(false);
    outcome(guest, 'set', bytes('b'));
    expect(outcome(guest, 'read')).toEqual([2, bytes('b')]);
    expect(outcome(guest, 'replace', -1, bytes('c'))).toBe(false);
    expect(outcome(guest, 'replace', '2', bytes('c'))).toBe('ARGUMENT');
    expect(outcome(guest, 'replace', 2)).toBe('ARGUMENT');
  });

  test('is undefined at first, and 0 with a typecode', () => {
    expect(outcome(opened('value'), 'get')).toEqual(bytes(undefined));
    expect(outcome(opened('value', { typecode: 'd' }), 'get')).toEqual(bytes(0));
  });

  test('takes 64-bit integers as other languages write them', () => {
    const guest = opened('value', { typecode: 'Q', initial: hex('cf000000000000000a') });
    expect(outcome(guest, 'get')).toEqual(bytes(10));
    expect(outcome(guest, 'set', hex('cfffffffffffffffff'))).toBeNull();
    expect(outcome(guest, 'get')).toEqual(bytes(2n ** 64n - 1n));
    expect(outcome(guest, 'increment')).toBe('VALUE');
    expect(outcome(guest, 'increment', hex('d3ffffffffffffffff'))).toEqual(bytes(2n ** 64n - 2n));
    for (const none of [hex('cb7ff0000000000000'), key('1'), 1]) {
      expect(outcome(guest, 'increment', none)).toBe('ARGUMENT');
    }
  });

  test.for<[what: string, options: Record<string, Plain>]>([
    ['a typecode that is none', { typecode: 'x' }],
    ['a typecode of another kind', { typecode: 5 }],
    ['an initial value that is not encoded', { initial: 5 }],
    ['an initial value that the typecode refuses', { typecode: 'b', initial: bytes(128) }],
    ['an initial value that is no number', { typecode: 'b', initial: bytes('1') }],
    ['an initial value that is nonsense', { typecode: 'b', initial: hex('c1') }],
    ['an initial value of no bytes', { typecode: 'b', initial: new Uint8Array() }],
  ])('is not made with %s', ([, options]) => {
    expect(outcome(opened('value', options), 'get')).toBe('ARGUMENT');
  });

  test('that is nonsense is handed on as it is, and equals and adds to nothing', () => {
    const guest = opened('value', { initial: hex('c1') });
    expect(outcome(guest, 'increment')).toBe('VALUE');
    expect(outcome(guest, 'compareAndSet', hex('c1'), bytes(1))).toBe(false);
    expect(outcome(guest, 'get')).toEqual(hex('c1'));
  });
});

describe('an array', () => {
  const array = () => opened('array', { typecode: 'b', initial: bytes([1, 2, 3]) });

  test('takes nil for what is left out', () => {
    expect(outcome(array(), 'slice', null, -1, null)).toEqual(bytes([1, 2]));
    expect(outcome(array(), 'setSlice', null, null, null, bytes([4, 5, 6]))).toBeNull();
    expect(outcome(array(), 'increment', 0, null)).toEqual(bytes(2));
  });

  test.for<[what: string, args: unknown[]]>([
    ['no array', [null, null, null, bytes(7)]],
    ['nonsense', [null, null, null, hex('c1')]],
    ['nothing', [null, null, null, new Uint8Array()]],
    ['an array that is cut off', [null, null, null, hex('930102')]],
    ['more than an array', [null, null, null, hex('9301020304')]],
    ['an array that claims to be long', [null, null, null, hex('ddffffffff')]],
  ])('is not set to %s, and stays as it is', ([, args]) => {
    const guest = array();
    expect(outcome(guest, 'setSlice', ...args)).toBe('VALUE');
    expect(outcome(guest, 'slice')).toEqual(bytes([1, 2, 3]));
  });

  test.for<[what: string, options: Record<string, Plain>, code: string]>([
    ['without a typecode', {}, 'ARGUMENT'],
    ['with a typecode that is none', { typecode: 'toString' }, 'ARGUMENT'],
    ['with numbers that it does not hold', { typecode: 'b', initial: bytes([1, 128]) }, 'ARGUMENT'],
    ['with something else than numbers', { typecode: 'b', initial: bytes('abc') }, 'ARGUMENT'],
    ['with a length that is none', { typecode: 'b', initial: bytes(-1) }, 'ARGUMENT'],
    ['with a length beyond all numbers', { typecode: 'b', initial: bytes(2n ** 70n) }, 'ARGUMENT'],
    ['with nonsense', { typecode: 'b', initial: hex('c1') }, 'ARGUMENT'],
    ['with a length that no memory has', { typecode: 'b', initial: bytes(2 ** 52) }, 'LIMIT'],
  ])('is not made %s', ([, options, code]) => {
    expect(outcome(opened('array', options), 'length')).toBe(code);
  });

  test('searched for nonsense has none of it', () => {
    expect(outcome(array(), 'indexOf', key('1'))).toBe(-1);
    expect(outcome(array(), 'indexOf', key(2n))).toBe(1);
    expect(outcome(array(), 'count', hex('c1'))).toBe('VALUE');
  });
});

describe('a namespace', () => {
  test.for(['', '__proto__', 'x'.repeat(513), '\ufeffa', 7, null])('has no attribute named %o', (name) => {
    const guest = opened('namespace');
    expect(outcome(guest, 'set', name, bytes(1))).toBe('ARGUMENT');
    expect(
      outcome(guest, 'update', [
        ['a', bytes(1)],
        [name, bytes(1)],
      ]),
    ).toBe('ARGUMENT');
    expect(outcome(guest, 'entries')).toEqual([]);
  });

  test.for([[['a']], [['a', bytes(1), 1]], ['a'], 'a', { a: bytes(1) }, [['a', 1]]])(
    'is not updated with %o',
    (attributes) => {
      const guest = opened('namespace');
      expect(outcome(guest, 'update', attributes)).toBe('ARGUMENT');
      expect(outcome(guest, 'names')).toEqual([]);
    },
  );

  test('answers its attributes as pairs of name and value', () => {
    const guest = opened('namespace');
    expect(
      outcome(guest, 'update', [
        ['a', bytes(1)],
        ['b', bytes('c')],
      ]),
    ).toBeNull();
    expect(outcome(guest, 'entries')).toEqual([
      ['a', bytes(1)],
      ['b', bytes('c')],
    ]);
    expect(outcome(guest, 'get', 'c')).toBe('ATTRIBUTE');
  });
});

describe('a counter', () => {
  test.for([0.5, 2 ** 53, '1', bytes(1)])('does not count by %o', (by) => {
    const guest = opened('counter', { initial: 5 });
    expect(outcome(guest, 'increment', by)).toBe('ARGUMENT');
    expect(outcome(guest, 'get')).toBe(5);
  });

  test.for([0.5, '1', true])('does not begin at %o', (initial) => {
    expect(outcome(opened('counter', { initial }), 'get')).toBe('ARGUMENT');
  });
});
