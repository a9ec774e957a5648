import { describe, expect, test } from 'vitest';
import { ClientKind, type ClientMessage } from '../../protocol/messages.js';
import { census, Driver, type Guest, item } from './driver.js';

const ID = 'an-id-that-is-not-used';

describe('a handle', () => {
  const violations: readonly { what: string; says: readonly ClientMessage[] }[] = [
    { what: 'released though never opened', says: [[ClientKind.release, 5, 1]] },
    { what: 'released too often', says: [[ClientKind.release, 1, 2]] },
    {
      what: 'released twice',
      says: [
        [ClientKind.release, 1, 1],
        [ClientKind.release, 1, 1],
      ],
    },
    { what: 'of the broker released', says: [[ClientKind.release, 0, 1]] },
    { what: 'chosen twice', says: [[ClientKind.open, 1, 'queue', null, ID, {}]] },
    { what: 'of 0 chosen', says: [[ClientKind.open, 0, 'queue', null, ID, {}]] },
    { what: 'below 0 chosen', says: [[ClientKind.attach, -1, ID]] },
  ];

  test.for(violations)('$what breaks the protocol, and ends that session only', ({ says }) => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) each.open(1, 'dict', 'd');
    guest.say(...says);
    expect([guest.bye, typeof guest.ended]).toEqual(['PROTOCOL', 'string']);
    expect(other.outcome(other.call(1, 'size'))).toBe(0);
    expect(census(driver)).toMatchObject({ sessions: 1, references: 1, objects: 1 });
  });

  test('is one for an object that was given several times, and counts them', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) each.open(1, 'queue', 'q');
    other.open(2, 'lock');
    for (let n = 0; n < 3; n++) other.call(1, 'put', [[item(9), [2]]]);
    const gets = [guest.call(1, 'get'), guest.call(1, 'get'), guest.call(1, 'get')];
    expect(gets.map((get) => handleIn(guest, get))).toEqual([-1, -1, -1]);
    guest.acknowledge();
    other.say([ClientKind.release, 2, 1]);
    guest.say([ClientKind.release, -1, 2]);
    expect(guest.outcome(guest.call(-1, 'locked'))).toBe(false);
    guest.say([ClientKind.release, -1, 1]);
    expect(guest.outcome(guest.call(-1, 'locked'))).toBe('OBJECT_GONE');
    expect(census(driver)).toMatchObject({ objects: 1 });
  });

  test('of the client’s own is used again when the object comes back to it', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue');
    guest.open(2, 'dict');
    guest.call(1, 'put', [[item(9), [2]]]);
    const get = guest.call(1, 'get');
    expect(handleIn(guest, get)).toBe(2);
    guest.say([ClientKind.release, 2, 1]);
    expect(guest.outcome(guest.call(2, 'size'))).toBe(0);
    guest.say([ClientKind.release, 2, 1]);
    expect(guest.outcome(guest.call(2, 'size'))).toBe('OBJECT_GONE');
  });

  test('given while its release is on the way stays open', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) each.open(1, 'queue', 'q');
    other.open(2, 'lock');
    other.call(1, 'put', [[item(9), [2]]]);
    other.call(1, 'put', [[item(9), [2]]]);
    guest.call(1, 'get');
    // The client gives the first back before it hears of the second.
    guest.call(1, 'get');
    guest.say([ClientKind.release, -1, 1]);
    expect(guest.outcome(guest.call(-1, 'locked'))).toBe(false);
  });

  test('attached leads to the object, also for who never opened it', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    const opened = guest.open(1, 'queue');
    const [id] = guest.outcome(opened) as [string];
    const attached = other.say([ClientKind.attach, 1, id]);
    expect(other.outcome(attached)).toEqual([id, 'queue', null]);
    guest.disconnect();
    expect(other.outcome(other.call(1, 'qsize'))).toBe(0);
    other.disconnect();
    const late = driver.guest();
    expect(late.outcome(late.say([ClientKind.attach, 1, id]))).toBe('OBJECT_GONE');
  });

  test('keeps an object for as long as an answer that refers to it is not acknowledged', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) each.open(1, 'dict', 'd');
    other.open(2, 'lock');
    other.call(1, 'set', [item(1), [item(9), [2]]]);
    other.say([ClientKind.release, 2, 1]);
    guest.call(1, 'get', [item(1)]);
    other.call(1, 'clear');
    expect(guest.outcome(guest.call(-1, 'locked'))).toBe(false);
    guest.disconnect();
    expect(census(driver)).toMatchObject({ objects: 1 });
  });
});

function handleIn(guest: Guest, call: number): number {
  const [, [[handle]]] = guest.outcome(call) as [Uint8Array, [[number]]];
  return handle;
}
