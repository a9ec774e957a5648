import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClientKind } from '../../protocol/messages.js';
import { Driver, type Guest, item } from './driver.js';

/** What a guest may do next, right or wrong. */
type Act = (guest: Guest, driver: Driver) => unknown;

const acts: readonly fc.Arbitrary<Act>[] = [
  fc.nat({ max: 3 }).map((n) => (guest) => guest.call(1, 'put', [item(n)])),
  fc.nat({ max: 3 }).map((n) => (guest) => guest.call(1, 'putMany', [[item(n), [item(9), [2]]]])),
  fc
    .option(fc.nat({ max: 50 }), { nil: undefined })
    .map((timeoutMs) => (guest) => guest.call(1, 'get', [], timeoutMs === undefined ? {} : { timeoutMs })),
  fc.constant((guest) => guest.call(1, 'getMany', [2])),
  fc.nat({ max: 20 }).map((ms) => (guest) => guest.call(1, 'put', [item(ms), 0, ms, ms + 5])),
  fc.nat({ max: 20 }).map((ms) => (guest) => guest.call(1, 'reserve', [ms + 1])),
  fc.nat({ max: 5 }).map((number) => (guest) => guest.call(1, 'nack', [number + 1, number])),
  fc.constant((guest) => guest.call(1, 'taskDone')),
  fc.constant((guest) => guest.call(1, 'join', [], { timeoutMs: 30 })),
  fc.constant((guest) => guest.call(2, 'acquire')),
  fc.constant((guest) => guest.call(2, 'release')),
  fc.nat({ max: 3 }).map((n) => (guest) => guest.call(3, 'set', [item(n), [item(9), [3, 1]]])),
  fc.nat({ max: 3 }).map((n) => (guest) => guest.call(3, 'get', [item(n)])),
  fc.constant((guest) => guest.call(3, 'popItem')),
  fc.nat({ max: 3 }).map((n) => (guest) => guest.call(4, 'publishMany', [[item(n), [item(9), [2]]]])),
  fc.constant((guest) => guest.call(5, 'next', [], { timeoutMs: 30 })),
  fc.constant((guest) => guest.call(6, 'next')),
  fc.integer({ min: 1, max: 3 }).map((n) => (guest) => guest.call(7, 'acquire', [n])),
  fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 50 })).map(
    ([n, ttl]) =>
      (guest) =>
        guest.call(3, 'set', [item(n), [item(9), [3, 1]], ttl]),
  ),
  fc.constant((guest) => guest.call(3, 'page')),
  fc.constant((guest) => guest.call(0, 'census')),
  fc.nat({ max: 20 }).map((back) => (guest) => guest.cancel(Math.max(1, guest.confirmed - back))),
  fc.constant((guest) => guest.acknowledge()),
  fc.constant((guest) => guest.disconnect()),
  fc.constant((guest) => guest.resume()),
  fc.constant((guest) => guest.say([ClientKind.release, -1, 1])),
  fc.nat({ max: 40 }).map((ms) => (_guest, driver) => {
    driver.now += ms;
    driver.step({ kind: 'tick' });
  }),
];

test('the same events give the same effects, for ever', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 2 }), fc.oneof(...acts)), { maxLength: 80 }), (steps) => {
      const driver = new Driver();
      const guests = [driver.guest(25), driver.guest(25), driver.guest(0)];
      for (const guest of guests) {
        guest.open(4, 'queue', 'dead letters');
        guest.open(1, 'queue', 'q', { maxSize: 4, maxDeliveries: 2, deadLetter: 4 });
        guest.open(2, 'lock', 'l');
        guest.open(3, 'dict');
        guest.open(4, 'topic', 't');
        guest.open(5, 'subscription', 's', { topic: 4, buffer: 2 });
        guest.open(6, 'subscription', null, { topic: 4, buffer: 2, overflow: 'end' });
        guest.open(7, 'rateLimiter', 'r', { rate: 7, interval: 100, burst: 3 });
      }
      for (const [index, act] of steps) act(guests[index] as Guest, driver);
      driver.step({ kind: 'stopped' });

      const again = new Driver();
      for (const { event, now, effects } of driver.history) {
        expect(again.engine.step(event, now)).toEqual(effects);
      }
    }),
    { numRuns: 150 },
  );
});
