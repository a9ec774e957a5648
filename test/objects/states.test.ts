/** Laws of the state classes, without an engine around them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReferringValue, type State, type Stored } from '../../src/objects/contract.js';
import { dict } from '../../src/objects/dict/index.js';
import { event } from '../../src/objects/event/index.js';
import { lock } from '../../src/objects/lock/index.js';
import { queue } from '../../src/objects/queue/index.js';
import { FakeCall, idsIn, outcomeOf } from '../harness/fake-call.js';

type Operation = readonly [name: string, ...args: unknown[]];

const aValue = fc.oneof(
  fc.nat({ max: 9 }).map((n) => Uint8Array.of(n)),
  fc.nat({ max: 9 }).map((n) => new ReferringValue(Uint8Array.of(n), [`id ${n}`, 'id of all'])),
);
const aKey = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const aPriority = fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined });
const plain = (...names: string[]) => names.map((name) => fc.constant<Operation>([name]));
const anOperation = <Args extends unknown[]>(name: string, ...args: { [I in keyof Args]: fc.Arbitrary<Args[I]> }) =>
  fc.tuple(...args).map((given): Operation => [name, ...given]);

const queueOperations = [
  anOperation('put', aValue, aPriority),
  anOperation('put', aValue, aPriority),
  anOperation('putMany', fc.array(aValue, { maxLength: 5 }), aPriority),
  anOperation('getMany', fc.integer({ min: 1, max: 3 })),
  anOperation('taskDone', fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined })),
  ...plain('get', 'get', 'peek', 'qsize', 'empty', 'full', 'join', 'clear', 'drain'),
];
/** What a work queue does beside: with sessions, and with time. */
const aTime = fc.constantFrom(undefined, undefined, 5, 10);
const anId = fc.constantFrom(undefined, 'x', 'y');
const aDelivery = fc.integer({ min: 1, max: 8 });
const deliveryOperations = [
  anOperation('put', aValue, aPriority, aTime, aTime, anId),
  anOperation('putMany', fc.array(aValue, { maxLength: 3 }), aPriority, aTime, aTime, anId),
  anOperation('reserve', aTime),
  anOperation('reserveMany', fc.integer({ min: 1, max: 3 }), aTime),
  anOperation('ack', aDelivery),
  anOperation('nack', aDelivery, aTime),
  anOperation('extend', aDelivery, aTime),
  anOperation('pass', fc.constantFrom(1, 5, 10)),
  anOperation('receive', aValue),
  ...plain('stats', 'holders', 'sessionEnded', 'as a', 'as b'),
];
const shutdown = anOperation('shutdown', fc.option(fc.boolean(), { nil: undefined }));

const dictOperations = [
  anOperation('set', aKey, aValue),
  anOperation('set', aKey, aValue),
  anOperation('setDefault', aKey, aValue),
  anOperation('update', fc.array(fc.tuple(aKey, aValue), { maxLength: 4 })),
  anOperation('get', aKey),
  anOperation('has', aKey),
  anOperation('delete', aKey),
  anOperation('pop', aKey, fc.option(aValue, { nil: undefined })),
  ...plain('popItem', 'size', 'keys', 'values', 'entries', 'clear'),
];

/** The caller's session is part of what a lock does. */
const lockOperations = [
  ...plain('acquire', 'release', 'locked', 'sessionEnded', 'as a', 'as b'),
  anOperation('release', fc.integer({ min: 1, max: 6 })),
];

const noWork = { maxBytes: 0, maxDeliveries: 0, deadLetter: null };

const types = [
  ...(['fifo', 'lifo', 'priority'] as const).map((order) => ({
    title: `${order} queue`,
    type: queue,
    options: { ...noWork, order, maxSize: 6 },
    operations: [...queueOperations, ...queueOperations, shutdown],
  })),
  ...(['fifo', 'lifo', 'priority'] as const).map((order) => ({
    title: `${order} work queue`,
    type: queue,
    options: { order, maxSize: 6, maxBytes: 9, maxDeliveries: 2, deadLetter: 'id of another' },
    operations: [...queueOperations, ...deliveryOperations, ...deliveryOperations, shutdown],
  })),
  { title: 'dict', type: dict, options: {}, operations: dictOperations },
  { title: 'lock', type: lock, options: {}, operations: lockOperations },
  { title: 'event', type: event, options: {}, operations: plain('set', 'clear', 'isSet', 'wait') },
];

function run(state: State, call: FakeCall, [name, ...args]: Operation): unknown {
  if (name.startsWith('as ')) {
    call.session = name;
    return undefined;
  }
  if (name === 'pass') {
    call.now += args[0] as number;
    if ((state.dueAt ?? Number.POSITIVE_INFINITY) <= call.now) state.tick?.(call);
    return undefined;
  }
  // What another object sends comes without a session.
  if (name === 'receive') return state.receive?.(call, args[0] as Stored);
  const methods = state as State & Record<string, (call: FakeCall, ...args: unknown[]) => unknown>;
  return outcomeOf(() => methods[name]?.(call, ...args));
}

describe.each(types)('the state of a $title', ({ type, options, operations }) => {
  const sequence = fc.array(fc.oneof(...operations), { maxLength: 60 });

  test('restored from its snapshot is equal, and does the same from then on', () => {
    fc.assert(
      fc.property(sequence, sequence, (before, after) => {
        const [state, call] = [type.create(options), new FakeCall('as a')];
        for (const operation of before) run(state, call, operation);
        const restored = type.restore(options, state.snapshot());
        expect(restored.snapshot()).toEqual(state.snapshot());
        const again = new FakeCall(call.session);
        again.now = call.now;
        again.sent.push(...call.sent);
        again.keep(idsAsValue(call.kept));
        for (const operation of after) {
          expect(run(restored, again, operation)).toEqual(run(state, call, operation));
          expect(restored.latestToken).toBe(state.latestToken);
          expect(restored.dueAt).toBe(state.dueAt);
        }
        expect(restored.snapshot()).toEqual(state.snapshot());
        expect(again.sent).toEqual(call.sent);
      }),
    );
  });

  test('keeps exactly what it stores', () => {
    fc.assert(
      fc.property(sequence, (done) => {
        const [state, call] = [type.create(options), new FakeCall('as a')];
        for (const operation of done) {
          run(state, call, operation);
          expect(call.kept).toEqual(idsIn(state.snapshot()).sort());
        }
      }),
    );
  });

  test('is as before where it parks or refuses', () => {
    fc.assert(
      fc.property(sequence, (done) => {
        const [state, call] = [type.create(options), new FakeCall('as a')];
        for (const operation of done) {
          const before = state.snapshot();
          const outcome = run(state, call, operation);
          if (typeof outcome === 'string') expect(state.snapshot()).toEqual(before);
        }
      }),
    );
  });
});

function idsAsValue(ids: readonly string[]): ReferringValue {
  return new ReferringValue(new Uint8Array(), ids);
}
