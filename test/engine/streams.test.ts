import { describe, expect, test } from 'vitest';
import { usualLimits } from '../../protocol/broker-limits.js';
import { limits } from '../../protocol/limits.js';
import { BrokerKind, ClientKind } from '../../protocol/messages.js';
import { callOf, census, Driver, item } from './driver.js';

describe('the two streams of a session', () => {
  test('let a message repeated after a resumption have its effect once', () => {
    const driver = new Driver();
    const guest = driver.guest(1_000);
    guest.open(1, 'queue', 'jobs');
    const put = guest.call(1, 'put', [item(7)]);
    guest.disconnect();
    guest.resume(0);
    const before = guest.heard.size;
    guest.repeat(put, callOf(1, 'put', [item(7)]), callOf(1, 'put', [item(8)]));
    expect(guest.heard.size).toBe(before + 1);
    expect(guest.answersTo(put)).toHaveLength(1);
    expect(guest.confirmed).toBe(put + 1);
    const other = driver.guest();
    other.open(1, 'queue', 'jobs');
    expect(other.outcome(other.call(1, 'drain'))).toEqual([item(7), item(8)]);
  });

  test('take no harm from whole packets repeated and from bare acknowledgements', () => {
    const driver = new Driver();
    const guest = driver.guest(1_000);
    guest.open(1, 'queue', 'jobs');
    guest.call(1, 'put', [item(7)]);
    guest.repeat(2, callOf(1, 'put', [item(7)]));
    guest.acknowledge();
    guest.acknowledge();
    expect(guest.outcome(guest.call(1, 'qsize'))).toBe(1);
    expect(guest.ended).toBeUndefined();
  });

  test('bring the answers again from where the client says it stopped hearing', () => {
    const driver = new Driver();
    const guest = driver.guest(1_000);
    guest.open(1, 'queue', 'jobs');
    const calls = [1, 2, 3].map((n) => guest.call(1, 'put', [item(n)]));
    const size = guest.call(1, 'qsize');
    guest.acknowledge(2);
    guest.disconnect();
    const effects = guest.resume(3);
    expect(effects).toEqual([
      { kind: 'received', session: guest.id, number: size },
      { kind: 'send', session: guest.id, number: 4, message: guest.heard.get(4) },
      { kind: 'send', session: guest.id, number: 5, message: guest.heard.get(5) },
      { kind: 'wake', at: undefined },
    ]);
    expect(guest.outcome(calls[2] as number)).toBe(null);
    expect(guest.outcome(size)).toBe(3);
  });

  test('bring an answer given while the connection was lost', () => {
    const driver = new Driver();
    const [guest, other] = [driver.guest(1_000), driver.guest()];
    guest.open(1, 'queue', 'jobs');
    other.open(1, 'queue', 'jobs');
    const got = guest.call(1, 'get');
    guest.acknowledge();
    guest.disconnect();
    other.call(1, 'put', [item(7)]);
    guest.heard.clear();
    guest.resume();
    expect(guest.outcome(got)).toEqual(item(7));
  });

  test('bring what is late at the moment of the resumption in its place, and once', () => {
    const driver = new Driver();
    const guest = driver.guest(1_000);
    guest.open(1, 'queue', 'jobs');
    guest.call(1, 'get', [], { timeoutMs: 50 });
    guest.call(1, 'qsize');
    guest.disconnect();
    // Nobody woke the engine when the time was over: a busy program's timers are late.
    driver.now += 60;
    expect(guest.resume(0).filter(({ kind }) => kind === 'send')).toEqual(
      [1, 2, 3].map((number) => ({ kind: 'send', session: guest.id, number, message: guest.heard.get(number) })),
    );
  });

  test('with a gap break the protocol', () => {
    const driver = new Driver();
    const guest = driver.guest(1_000);
    guest.open(1, 'queue', 'jobs');
    guest.repeat(3, callOf(1, 'put', [item(7)]));
    expect([guest.bye, guest.ended]).toEqual(['PROTOCOL', expect.stringContaining('missing')]);
    expect(census(driver)).toMatchObject({ sessions: 0, waiting: 0, references: 0 });
  });

  test('acknowledged farther than they went break the protocol', () => {
    const driver = new Driver();
    const [one, two] = [driver.guest(1_000), driver.guest(1_000)];
    one.open(1, 'queue', 'jobs');
    one.acknowledge(2);
    expect(one.bye).toBe('PROTOCOL');
    two.open(1, 'queue', 'jobs');
    two.disconnect();
    two.resume(2);
    expect(two.bye).toBe('PROTOCOL');
    expect(census(driver)).toMatchObject({ sessions: 0, references: 0 });
  });

  test('of a session that was hung up on are heard no more', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue', 'jobs');
    // What stands after the bad message in one packet is not carried out either.
    guest.say([ClientKind.release, 5, 1], callOf(1, 'put', [item(1)]));
    expect(guest.bye).toBe('PROTOCOL');
    const heard = guest.heard.size;
    expect(guest.repeat(4, callOf(1, 'qsize'))).toEqual([
      { kind: 'ended', session: guest.id, reason: 'there is no such session' },
    ]);
    expect(guest.heard.size).toBe(heard);
    const other = driver.guest();
    other.open(1, 'queue', 'jobs');
    expect(other.outcome(other.call(1, 'qsize'))).toBe(0);
  });

  test('refuse what would be answered while too much of them is not acknowledged, and then nothing is taken', () => {
    const driver = new Driver();
    const [slow, other] = [driver.guest(), driver.guest()];
    for (const guest of [slow, other]) guest.open(1, 'queue', 'q');
    other.call(1, 'put', [new Uint8Array(1024 * 1024)]);
    let peeks = 0;
    while (peeks < 1_000 && slow.outcome(slow.call(1, 'peek')) !== 'LIMIT') peeks++;
    expect(peeks).toBe(usualLimits.unacknowledgedBytes / (1024 * 1024));
    const get = slow.call(1, 'get');
    expect(slow.outcome(get)).toBe('LIMIT');
    expect(other.outcome(other.call(1, 'qsize'))).toBe(1);
    slow.acknowledge();
    expect(slow.answersTo(slow.call(1, 'get'))[0]?.[0]).toBe(BrokerKind.handout);
    expect(slow.ended).toBeUndefined();
  });

  test('refuse what waits too, which then is for the next in line', () => {
    const driver = new Driver();
    const [slow, other] = [driver.guest(), driver.guest()];
    for (const guest of [slow, other]) {
      guest.open(1, 'queue', 'large');
      guest.open(2, 'queue', 'q');
    }
    const [get, next] = [slow.call(2, 'get'), other.call(2, 'get')];
    other.call(1, 'put', [new Uint8Array(limits.frameBytes / 2)]);
    while (slow.outcome(slow.call(1, 'peek')) !== 'LIMIT');
    other.call(2, 'put', [item(7)]);
    expect([slow.outcome(get), other.outcome(next)]).toEqual(['LIMIT', item(7)]);
  });

  test('go on for ever where they are acknowledged', () => {
    const driver = new Driver();
    const guest = driver.guest();
    guest.open(1, 'queue');
    guest.call(1, 'put', [new Uint8Array(1024 * 1024)]);
    for (let n = 0; n < 600; n++) {
      guest.call(1, 'peek');
      guest.acknowledge();
      guest.heard.clear();
    }
    expect(guest.ended).toBeUndefined();
  });
});
