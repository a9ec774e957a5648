/** Laws of the state classes, without an engine around them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barrier } from '../../src/objects/barrier/index.js';
import { ReferringValue, type State } from '../../src/objects/contract.js';
import { dict } from '../../src/objects/dict/index.js';
import { event } from '../../src/objects/event/index.js';
import { latch } from '../../src/objects/latch/index.js';
import { lock } from '../../src/objects/lock/index.js';
import { queue } from '../../src/objects/queue/index.js';
import { rwLock } from '../../src/objects/rw-lock/index.js';
import { boundedSemaphore, semaphore } from '../../src/objects/semaphore/index.js';
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

const somePermits = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
const semaphoreOperations = [
  anOperation('acquire', somePermits),
  anOperation('acquire', somePermits),
  anOperation('release', somePermits),
  ...plain('value', 'sessionEnded', 'as a', 'as b', 'behind others', 'at the head'),
];

const rwLockOperations = [
  anOperation('release', fc.integer({ min: 1, max: 9 })),
  ...plain('acquireRead', 'acquireRead', 'acquireWrite', 'state', 'sessionEnded', 'as a', 'as b'),
];

const latchOperations = [
  anOperation('countDown', fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined })),
  ...plain('count', 'wait'),
];

const barrierOperations = [
  anOperation('wait', fc.boolean()),
  anOperation('wait', fc.boolean()),
  anOperation('waitForNext', fc.boolean()),
  anOperation('actionDone', fc.integer({ min: 1, max: 4 }), fc.boolean()),
  anOperation(
    'waitEnded',
    fc.constantFrom('wait', 'waitForNext'),
    fc.constantFrom('late', 'cancelled', 'session ended'),
  ),
  ...plain('abort', 'reset', 'broken', 'nWaiting', 'sessionEnded', 'as a', 'as b'),
];

const types = [
  ...(['fifo', 'lifo', 'priority'] as const).map((order) => ({
    title: `${order} queue`,
    type: queue,
    options: { order, maxSize: 6 },
    operations: [...queueOperations, ...queueOperations, shutdown],
  })),
  { title: 'dict', type: dict, options: {}, operations: dictOperations },
  { title: 'lock', type: lock, options: {}, operations: lockOperations },
  ...[true, false].flatMap((robust) => [
    {
      title: `semaphore, robust ${robust}`,
      type: semaphore,
      options: { permits: 2, robust },
      operations: semaphoreOperations,
    },
    {
      title: `bounded semaphore, robust ${robust}`,
      type: boundedSemaphore,
      options: { permits: 3, robust },
      operations: semaphoreOperations,
    },
  ]),
  ...[1, 2].map((parties) => ({
    title: `barrier of ${parties}`,
    type: barrier,
    options: { parties, timeout: 5 },
    operations: barrierOperations,
  })),
  { title: 'rwLock', type: rwLock, options: {}, operations: rwLockOperations },
  { title: 'latch', type: latch, options: { count: 9 }, operations: latchOperations },
  { title: 'event', type: event, options: {}, operations: plain('set', 'clear', 'isSet', 'wait') },
];

/** How many calls wait before the ones that follow. */
const places: Readonly<Record<string, number>> = { 'at the head': 0, 'behind others': 1 };

function run(state: State, call: FakeCall, [name, ...args]: Operation): unknown {
  if (name.startsWith('as ')) {
    call.session = name;
    return undefined;
  }
  if (name in places) {
    call.others = places[name] as number;
    return undefined;
  }
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
        again.others = call.others;
        again.keep(idsAsValue(call.kept));
        for (const operation of after) {
          expect(run(restored, again, operation)).toEqual(run(state, call, operation));
          expect(restored.latestToken).toBe(state.latestToken);
        }
        expect(restored.snapshot()).toEqual(state.snapshot());
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
