import { describe, expect, test } from 'vitest';
import { BrokerKind, ClientKind } from '../../protocol/messages.js';
import { callOf, census, Driver, item } from './driver.js';

describe('a call', () => {
  test.for([
    { what: 'of an unknown operation', call: callOf(1, 'steal'), code: 'UNKNOWN_OPERATION' },
    { what: 'of a field every object has', call: callOf(1, 'constructor'), code: 'UNKNOWN_OPERATION' },
    { what: 'of a method that is no operation', call: callOf(1, 'takeBack', [[]]), code: 'UNKNOWN_OPERATION' },
    { what: 'on a handle never opened', call: callOf(7, 'get'), code: 'OBJECT_GONE' },
    { what: 'with too many arguments', call: callOf(1, 'put', [item(1), 0, 0, 1, 'id', 0]), code: 'ARGUMENT' },
    { what: 'without its argument', call: callOf(1, 'put'), code: 'ARGUMENT' },
    { what: 'with a value that is not encoded', call: callOf(1, 'put', ['text']), code: 'ARGUMENT' },
    { what: 'with a malformed reference', call: callOf(1, 'put', [[item(1), ['one']]]), code: 'ARGUMENT' },
    { what: 'with a reference to nothing', call: callOf(1, 'put', [[item(1), [9]]]), code: 'OBJECT_GONE' },
    { what: 'with values that are no list', call: callOf(1, 'putMany', [item(1)]), code: 'ARGUMENT' },
    { what: 'with one wrong value among many', call: callOf(1, 'putMany', [[item(1), 2]]), code: 'ARGUMENT' },
    { what: 'with a count of 0', call: callOf(1, 'getMany', [0]), code: 'ARGUMENT' },
    { what: 'with a priority of NaN', call: callOf(1, 'put', [item(1), Number.NaN]), code: 'ARGUMENT' },
    { what: 'with a negative timeout', call: callOf(1, 'get', [], { timeoutMs: -1 }), code: 'ARGUMENT' },
    { what: 'with a fence of no handle', call: callOf(1, 'put', [item(1)], { fence: [9, 1] }), code: 'OBJECT_GONE' },
    { what: 'with a fence of itself', call: callOf(1, 'put', [item(1)], { fence: [1, 1] }), code: 'ARGUMENT' },
  ])('$what is refused, and nothing else happens', ({ call, code }) => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue', 'q');
    const refused = guest.say(call);
    expect(guest.outcome(refused)).toBe(code);
    expect(guest.outcome(guest.call(1, 'qsize'))).toBe(0);
    expect(census(driver)).toMatchObject({ sessions: 1, waiting: 0, objects: 1 });
  });

  test('whose time is over is told so at that time, and not before', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue', 'q');
    guest.open(2, 'event', 'e');
    const get = guest.call(1, 'get', [], { timeoutMs: 500 });
    const wait = guest.call(2, 'wait', [], { timeoutMs: 200 });
    expect(driver.wake).toBe(driver.now + 200);
    driver.now += 199;
    driver.step({ kind: 'tick' });
    expect(guest.outcome(wait)).toBeUndefined();
    driver.wakeUp();
    expect([guest.outcome(wait), guest.outcome(get)]).toEqual([false, undefined]);
    expect(driver.wake).toBe(driver.now + 300);
    driver.wakeUp();
    expect(guest.outcome(get)).toBe('EMPTY');
    expect(driver.wake).toBeUndefined();
  });

  test('whose time is over when the next event comes is late, whatever the event brings', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) each.open(1, 'queue', 'q');
    const get = guest.call(1, 'get', [], { timeoutMs: 500 });
    driver.now += 500;
    other.call(1, 'put', [item(1)]);
    expect(guest.outcome(get)).toBe('EMPTY');
    expect(other.outcome(other.call(1, 'qsize'))).toBe(1);
  });

  test('that was answered asks for no waking any more', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue', 'q');
    const [soon, later] = [guest.call(1, 'get', [], { timeoutMs: 10 }), guest.call(1, 'get', [], { timeoutMs: 20 })];
    guest.call(1, 'put', [item(1)]);
    expect([guest.outcome(soon), driver.wake]).toEqual([item(1), driver.now + 20]);
    guest.cancel(later);
    expect([guest.outcome(later), driver.wake]).toEqual(['CANCELLED', undefined]);
  });

  test('tells the shell of its deadline once', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue', 'q');
    guest.call(1, 'get', [], { timeoutMs: 10 });
    guest.call(1, 'get', [], { timeoutMs: 20 });
    guest.call(1, 'qsize');
    const wakes = driver.history.flatMap(({ effects }) => effects.filter(({ kind }) => kind === 'wake'));
    expect(wakes).toEqual([{ kind: 'wake', at: driver.now + 10 }]);
  });

  test('that is cancelled after its answer, or never was, hears nothing of it', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue', 'q');
    const size = guest.call(1, 'qsize');
    guest.cancel(size);
    guest.cancel(size);
    guest.cancel(99);
    expect(guest.answersTo(size)).toHaveLength(1);
    expect(guest.ended).toBeUndefined();
  });

  test('gets exactly one answer however cancel, time and grant meet', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) each.open(1, 'queue', 'q');
    const get = guest.call(1, 'get', [], { timeoutMs: 10 });
    other.call(1, 'put', [item(1)]);
    guest.cancel(get);
    driver.now += 10;
    driver.step({ kind: 'tick' });
    expect(guest.answersTo(get)).toEqual([[BrokerKind.handout, get, item(1)]]);
  });

  test('waits without limit where it gives none', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'event', 'e');
    const wait = guest.call(1, 'wait');
    driver.now += 1e12;
    expect(driver.step({ kind: 'tick' })).toEqual([]);
    expect(guest.outcome(wait)).toBeUndefined();
  });

  test('with a fence is checked when it is carried out, not when it came', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(), driver.guest()];
    for (const each of [guest, other]) {
      each.open(1, 'lock', 'l');
      each.open(2, 'queue', 'q', { maxSize: 1 });
    }
    guest.call(1, 'acquire');
    guest.call(2, 'put', [item(1)]);
    const put = guest.call(2, 'put', [item(2)], { fence: [1, 1] });
    expect(guest.outcome(put)).toBeUndefined();
    guest.call(1, 'release');
    other.call(1, 'acquire');
    other.call(2, 'get');
    expect(guest.outcome(put)).toBe('STALE_FENCE');
    expect(other.outcome(other.call(2, 'qsize'))).toBe(0);
  });

  test('on a handle whose opening failed fails for the same reason', () => {
    const driver = new Driver();
    const guest = driver.guest();
    const opened = guest.open(1, 'heap');
    const [call, release] = [guest.call(1, 'push'), guest.say([ClientKind.release, 1, 1])];
    expect([guest.outcome(opened), guest.outcome(call), guest.outcome(release)]).toEqual([
      'UNKNOWN_TYPE',
      'UNKNOWN_TYPE',
      undefined,
    ]);
    expect(guest.outcome(guest.call(1, 'push'))).toBe('OBJECT_GONE');
    expect(guest.ended).toBeUndefined();
  });

  test('sees what an earlier one in its packet did, as if they had come one by one', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue');
    const size = guest.say([ClientKind.release, 1, 1], callOf(0, 'numberOfObjects'));
    expect(guest.outcome(size)).toBe(0);
  });
});
