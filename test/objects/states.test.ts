/** Laws of the state classes, without an engine around them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { array } from '../../src/objects/array/index.js';
import { barrier } from '../../src/objects/barrier/index.js';
import { condition } from '../../src/objects/condition/index.js';
import { ReferringValue, type State, type Stored } from '../../src/objects/contract.js';
import { counter } from '../../src/objects/counter/index.js';
import { dict } from '../../src/objects/dict/index.js';
import { numberItem } from '../../src/objects/encoded/numbers.js';
import { event } from '../../src/objects/event/index.js';
import { keyString } from '../../src/objects/keys.js';
import { latch } from '../../src/objects/latch/index.js';
import { list } from '../../src/objects/list/index.js';
import { lock } from '../../src/objects/lock/index.js';
import { namespace } from '../../src/objects/namespace/index.js';
import { queue } from '../../src/objects/queue/index.js';
import { rLock } from '../../src/objects/r-lock/index.js';
import { rateLimiter } from '../../src/objects/rate-limiter/index.js';
import { rwLock } from '../../src/objects/rw-lock/index.js';
import { boundedSemaphore, semaphore } from '../../src/objects/semaphore/index.js';
import { set } from '../../src/objects/set/index.js';
import { subscription } from '../../src/objects/subscription/index.js';
import { topic } from '../../src/objects/topic/index.js';
import { joining, leaving } from '../../src/objects/topic/membership.js';
import { value } from '../../src/objects/value/index.js';
import { FakeCall, idsIn, outcomeOf } from '../harness/fake-call.js';

type Operation = readonly [name: string, ...args: unknown[]];

const aValue = fc.oneof(
  fc.nat({ max: 9 }).map((n) => Uint8Array.of(n)),
  fc.nat({ max: 9 }).map((n) => new ReferringValue(Uint8Array.of(n), [`id ${n}`, 'id of all'])),
);
const aKey = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const aPriority = fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined });
const aWaitOutcome = fc.constantFrom('notified', 'late', 'cancelled');
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

/** Numbers, which are keys and steps of paths too; containers; and containers of references. */
const aDictValue = fc.oneof(
  aValue,
  fc.constantFrom(
    Uint8Array.of(0x81, 0xa1, 0x61, 7),
    new ReferringValue(Uint8Array.of(0x81, 0xa1, 0x61, 0xd6, 0x50, 0, 0, 0, 0), ['id of a']),
    new ReferringValue(Uint8Array.of(0x92, 0xd6, 0x50, 0, 0, 0, 1, 0xd6, 0x50, 0, 0, 0, 0), ['id 1', 'id 2']),
  ),
);
const aTtl = fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined });
const aDigit = fc.nat({ max: 9 });
const aPath = fc.array(fc.constantFrom(Uint8Array.of(0xa1, 0x61), Uint8Array.of(0xa1, 0x62), Uint8Array.of(1)), {
  minLength: 1,
  maxLength: 3,
});
const aNumberAsKey = fc.nat({ max: 9 }).map((n) => String.fromCharCode(n));

const dictOperations = [
  anOperation('set', aKey, aDictValue, aTtl),
  anOperation('set', aKey, aDictValue, aTtl),
  anOperation('setIfAbsent', aKey, aDictValue, aTtl),
  anOperation('setDefault', aKey, aDictValue, aTtl),
  anOperation('update', fc.array(fc.tuple(aKey, aDictValue), { maxLength: 4 }), aTtl),
  anOperation('compareAndSet', aKey, aNumberAsKey, aDictValue, aTtl),
  anOperation('compareAndDelete', aKey, aNumberAsKey),
  anOperation('increment', aKey, aDigit),
  anOperation('getIn', aKey, aPath),
  anOperation('setIn', aKey, aPath, aDictValue),
  anOperation('incrementIn', aKey, aPath, aDigit),
  anOperation('deleteIn', aKey, aPath),
  anOperation('ttl', aKey),
  anOperation('expire', aKey, aTtl),
  anOperation('later', fc.integer({ min: 1, max: 10 })),
  anOperation('page', fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined })),
  anOperation('get', aKey),
  anOperation('getMany', fc.array(aKey, { maxLength: 3 })),
  anOperation('has', aKey),
  anOperation('delete', aKey),
  anOperation('deleteMany', fc.array(aKey, { maxLength: 3 })),
  anOperation('pop', aKey, fc.option(aValue, { nil: undefined })),
  ...plain('popItem', 'size', 'keys', 'values', 'entries', 'clear'),
];

const anIndex = fc.integer({ min: -4, max: 4 });
const aBound = fc.option(anIndex, { nil: undefined });
const aStep = fc.option(fc.constantFrom(1, 2, -1, -3, 0), { nil: undefined });
const someValues = fc.array(aValue, { maxLength: 4 });
/** The keys of some of the values, and of others. */
const aSearched = fc.nat({ max: 12 }).map((n) => String.fromCharCode(n));

const listOperations = [
  ...[anOperation('push', someValues), anOperation('extend', someValues), anOperation('unshift', someValues)],
  ...[anOperation('insert', anIndex, aValue), anOperation('set', anIndex, aValue), anOperation('at', anIndex)],
  ...[anOperation('pop', aBound), anOperation('delete', anIndex), anOperation('remove', aSearched)],
  ...[anOperation('slice', aBound, aBound, aStep), anOperation('deleteSlice', aBound, aBound, aStep)],
  anOperation('setSlice', aBound, aBound, aStep, someValues),
  anOperation('splice', anIndex, aBound, someValues),
  ...[anOperation('indexOf', aSearched, aBound, aBound), anOperation('includes', aSearched)],
  ...[anOperation('count', aSearched), anOperation('compareAndSet', anIndex, aSearched, aValue)],
  ...[anOperation('increment', anIndex, fc.constantFrom(1, 0.5, 2n)), anOperation('page', anIndex)],
  anOperation('multiply', fc.constantFrom(0, 1, 2, 10_000_000)),
  anOperation('sort', fc.option(fc.boolean(), { nil: undefined })),
  ...plain('shift', 'length', 'copy', 'reverse', 'clear'),
];

const someKeys = fc.array(aKey, { maxLength: 4 });
const otherSets = fc.array(someKeys, { maxLength: 3 });

const setOperations = [
  ...['add', 'add', 'add', 'has', 'delete', 'remove'].map((name) => anOperation(name, aKey)),
  ...['union', 'intersection', 'difference', 'symmetricDifference'].flatMap((name) => [
    anOperation(name, otherSets),
    anOperation(name === 'union' ? 'update' : `${name}Update`, otherSets),
  ]),
  ...['isSubsetOf', 'isSupersetOf', 'isDisjointFrom'].map((name) => anOperation(name, someKeys)),
  ...plain('pop', 'pop', 'size', 'values', 'clear'),
];

/** The caller's session is part of what a lock does. */
/** The caller's session is part of what a lock does, and in some locks its owner there. */
const lockOperations = [
  ...plain('acquire', 'acquire', 'release', 'locked', 'sessionEnded', 'as a', 'as b', 'as a owner'),
  anOperation('release', fc.integer({ min: 1, max: 6 })),
  anOperation('yieldLock', fc.constant('a condition')),
  anOperation('confirm', fc.constant('a condition'), fc.nat({ max: 3 })),
  anOperation('reacquire', fc.integer({ min: 1, max: 3 }), fc.constant(1), aWaitOutcome, fc.constant('a condition')),
  anOperation('takeBack', fc.constant(['a condition'])),
];

const conditionOperations = [
  ...lockOperations,
  ...plain('lock', 'wait', 'notify', 'notifyAll', 'receive', 'others'),
  anOperation('wake', fc.nat({ max: 3 })),
  anOperation('sleep', fc.integer({ min: 1, max: 3 }), fc.constant(1)),
];

/** Numbers of one byte, and one that no typecode of few bits takes. */
const anAmount = fc.constantFrom(0, 1, 2, 7, 120, -3, 0.5, 2n ** 63n);
const aNumber = anAmount.map(numberItem);
const aNumberKey = aNumber.map(keyString);
const aRevision = fc.nat({ max: 12 });
const numbers = fc.array(fc.nat({ max: 130 }), { maxLength: 3 });
/** An array of so many numbers, encoded. */
const aNumberArray = numbers.map((all) => Uint8Array.of(0x90 | all.length, ...all.flatMap((n) => [...numberItem(n)])));

const valueOperations = (content: fc.Arbitrary<unknown>) => [
  anOperation('set', content),
  anOperation('increment', fc.option(anAmount, { nil: undefined })),
  anOperation('compareAndSet', aNumberKey, content),
  anOperation('replace', aRevision, content),
  ...plain('get', 'read'),
];

const arrayOperations = [
  anOperation('set', anIndex, aNumber),
  anOperation('setSlice', aBound, aBound, aBound, aNumberArray),
  anOperation('fill', aNumber, aBound, aBound),
  anOperation('increment', anIndex, fc.option(anAmount, { nil: undefined })),
  anOperation('compareAndSet', anIndex, aNumberKey, aNumber),
  anOperation('at', anIndex),
  anOperation('slice', aBound, aBound, aBound),
  anOperation('indexOf', aNumberKey, aBound, aBound),
  anOperation('count', aNumberKey),
  anOperation('includes', aNumberKey),
  ...plain('length'),
];

const namespaceOperations = [
  anOperation('set', aKey, fc.oneof(aValue, aNumber)),
  anOperation('update', fc.array(fc.tuple(aKey, aValue), { maxLength: 4 })),
  anOperation('get', aKey),
  anOperation('has', aKey),
  anOperation('delete', aKey),
  anOperation('increment', aKey, anAmount),
  anOperation('compareAndSet', aKey, aNumberKey, aValue),
  ...plain('names', 'entries'),
];

const counterOperations = [
  anOperation('increment', fc.option(fc.maxSafeInteger(), { nil: undefined })),
  anOperation('decrement', fc.option(fc.maxSafeInteger(), { nil: undefined })),
  anOperation('set', fc.maxSafeInteger()),
  ...plain('get', 'reset'),
];

const aMember = fc.integer({ min: 1, max: 40 }).map((n) => `id ${n}`);
const topicOperations = [
  anOperation('receive', aMember.map(joining)),
  anOperation('receive', aMember.map(joining)),
  anOperation('receive', aMember.map(leaving)),
  anOperation('publish', aValue),
  anOperation('publishMany', fc.array(aValue, { maxLength: 3 })),
  ...plain('subscribers'),
];

const subscriptionOperations = [
  ...Array.from({ length: 6 }, () => anOperation('receive', aValue)),
  anOperation('nextMany', fc.integer({ min: 1, max: 3 })),
  ...plain('next', 'size', 'dropped', 'fellBehind'),
];

const rateLimiterOperations = [
  anOperation('acquire', fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined })),
  anOperation('later', fc.nat({ max: 900 })),
  ...plain('available', 'reset', 'tick', 'waitEnded'),
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
  { title: 'list', type: list, options: {}, operations: listOperations },
  { title: 'set', type: set, options: {}, operations: setOperations },
  { title: 'lock', type: lock, options: {}, operations: lockOperations },
  ...[true, false].map((robust) => ({
    title: `lock, robust: ${robust}`,
    type: lock,
    options: { robust },
    operations: lockOperations,
  })),
  ...[true, false].map((robust) => ({
    title: `rLock, robust: ${robust}`,
    type: rLock,
    options: { robust },
    operations: lockOperations,
  })),
  { title: 'condition', type: condition, options: { lock: null }, operations: conditionOperations },
  { title: 'condition on a lock', type: condition, options: { lock: 'id of a lock' }, operations: conditionOperations },
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
  {
    title: 'value',
    type: value,
    options: { initial: null, typecode: null },
    operations: valueOperations(fc.oneof(aValue, aNumber)),
  },
  ...(['b', 'Q', 'f'] as const).map((typecode) => ({
    title: `value of typecode ${typecode}`,
    type: value,
    options: { initial: null, typecode },
    operations: valueOperations(aNumber),
  })),
  ...(['b', 'Q', 'f'] as const).map((typecode) => ({
    title: `array of typecode ${typecode}`,
    type: array,
    options: { initial: Uint8Array.of(0x94, 0, 1, 2, 3), typecode },
    operations: arrayOperations,
  })),
  { title: 'namespace', type: namespace, options: {}, operations: namespaceOperations },
  { title: 'counter', type: counter, options: { initial: 2 }, operations: counterOperations },
  { title: 'topic', type: topic, options: {}, operations: topicOperations },
  ...(['dropOldest', 'dropNewest', 'end'] as const).map((overflow) => ({
    title: `subscription that overflows by ${overflow}`,
    type: subscription,
    options: { topic: 'id of a topic', buffer: 3, overflow },
    operations: [...subscriptionOperations, ...subscriptionOperations, ...plain('close')],
  })),
  {
    title: 'rateLimiter',
    type: rateLimiter,
    options: { rate: 3, interval: 1_000, burst: 4 },
    operations: rateLimiterOperations,
  },
];

/** How many calls wait before the ones that follow. */
const places: Readonly<Record<string, number>> = { 'at the head': 0, 'behind others': 1 };

function run(state: State, call: FakeCall, [name, ...args]: Operation): unknown {
  if (name.startsWith('as ')) {
    [, call.session = '', call.owner] = name.split(' ');
    call.now++;
    return undefined;
  }
  if (name === 'others') {
    call.others = (call.others + 1) % 3;
    return undefined;
  }
  if (name === 'later') {
    call.now += args[0] as number;
    if ((state.dueAt ?? Number.POSITIVE_INFINITY) <= call.now) state.tick?.(call);
    return undefined;
  }
  if (name in places) {
    call.others = places[name] as number;
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

describe.each(types)('the state of a $title', ({ title, type, options, operations }) => {
  const sequence = fc.array(fc.oneof(...operations), { maxLength: 60 });

  test('restored from its snapshot is equal, and does the same from then on', () => {
    fc.assert(
      fc.property(sequence, sequence, (before, after) => {
        const [state, call] = [type.create(options), new FakeCall('a')];
        for (const operation of before) run(state, call, operation);
        const restored = type.restore(options, state.snapshot());
        expect(restored.snapshot()).toEqual(state.snapshot());
        const again = new FakeCall(call.session);
        again.now = call.now;
        Object.assign(again, { owner: call.owner, now: call.now, others: call.others });
        again.others = call.others;
        again.sent.push(...call.sent);
        again.keep(idsAsValue(call.kept));
        for (const operation of after) {
          expect(run(restored, again, operation)).toEqual(run(state, call, operation));
          expect(restored.latestToken).toBe(state.latestToken);
          // A rate limiter's time is that of who waits first, and nobody waits for a restored one.
          if (title !== 'rateLimiter') expect(restored.dueAt).toBe(state.dueAt);
        }
        expect(restored.snapshot()).toEqual(state.snapshot());
        expect(again.sent).toEqual(call.sent);
      }),
    );
  });

  test('keeps exactly what it stores', () => {
    fc.assert(
      fc.property(sequence, (done) => {
        const [state, call] = [type.create(options), new FakeCall('a')];
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
        const [state, call] = [type.create(options), new FakeCall('a')];
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
