/** Laws of the state classes, without an engine around them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReferringValue, type State, type Stored } from '../../src/objects/contract.js';
import { sharedTypes } from '../../src/objects/index.js';
import type { Operations } from '../../src/objects/operation.js';
import { FakeCall, idsIn, outcomeOf } from '../harness/fake-call.js';
import type { Act, Subject } from './acts.js';
import { arraySubjects } from './array/acts.js';
import { barrierSubjects } from './barrier/acts.js';
import { conditionSubjects } from './condition/acts.js';
import { counterSubjects } from './counter/acts.js';
import { dictSubjects } from './dict/acts.js';
import { eventSubjects } from './event/acts.js';
import { latchSubjects } from './latch/acts.js';
import { listSubjects } from './list/acts.js';
import { lockSubjects } from './lock/acts.js';
import { namespaceSubjects } from './namespace/acts.js';
import { queueSubjects } from './queue/acts.js';
import { rLockSubjects } from './r-lock/acts.js';
import { rateLimiterSubjects } from './rate-limiter/acts.js';
import { rwLockSubjects } from './rw-lock/acts.js';
import { boundedSemaphoreSubjects, semaphoreSubjects } from './semaphore/acts.js';
import { setSubjects } from './set/acts.js';
import { subscriptionSubjects } from './subscription/acts.js';
import { topicSubjects } from './topic/acts.js';
import { valueSubjects } from './value/acts.js';

/** What is done to the objects of each type. A new type has its own here, or this does not compile. */
const subjects: Readonly<Record<keyof typeof sharedTypes, readonly Subject[]>> = {
  queue: queueSubjects,
  dict: dictSubjects,
  list: listSubjects,
  set: setSubjects,
  lock: lockSubjects,
  rLock: rLockSubjects,
  condition: conditionSubjects,
  rwLock: rwLockSubjects,
  semaphore: semaphoreSubjects,
  boundedSemaphore: boundedSemaphoreSubjects,
  event: eventSubjects,
  latch: latchSubjects,
  barrier: barrierSubjects,
  value: valueSubjects,
  array: arraySubjects,
  namespace: namespaceSubjects,
  counter: counterSubjects,
  topic: topicSubjects,
  subscription: subscriptionSubjects,
  rateLimiter: rateLimiterSubjects,
};

const all = Object.entries(sharedTypes).flatMap(([name, type]) =>
  subjects[name as keyof typeof sharedTypes].map((subject) => ({ ...subject, type })),
);

/** Acts that are no operations: what is around the call changes, or something else than a call comes to the state. */
const around: Readonly<Record<string, (state: State, call: FakeCall, given: unknown) => void>> = {
  later(state, call, ms) {
    call.now += ms as number;
    if ((state.dueAt ?? Number.POSITIVE_INFINITY) <= call.now) state.tick?.(call);
  },
  /** Another number of calls waits. */
  others(_state, call) {
    call.others = (call.others + 1) % 3;
  },
  /** What another object sends comes without a session. */
  receive: (state, call, value) => state.receive?.(call, value as Stored),
};

function run(state: State, call: FakeCall, [name, ...args]: Act): unknown {
  if (name.startsWith('as ')) {
    [, call.session = '', call.owner] = name.split(' ');
    call.now++;
    return undefined;
  }
  const other = around[name];
  if (other) return other(state, call, args[0]);
  const methods = state as State & Record<string, (call: FakeCall, ...args: unknown[]) => unknown>;
  return outcomeOf(() => methods[name]?.(call, ...args));
}

/** What an item may take more as an object than in a page: the same items can lie in either. */
const LOOSE_BYTES = 640;

/** Both count what they hold alike, and one that holds nothing counts as a new one does. */
function expectEqualCounts(state: State, restored: State, empty: State): void {
  expect(restored.items).toBe(state.items);
  const difference = Math.abs((restored.bytes ?? 0) - (state.bytes ?? 0));
  expect(difference).toBeLessThanOrEqual(LOOSE_BYTES * (state.items ?? 0));
  if (state.items === 0) expect(state.bytes).toBe(empty.bytes);
}

describe.each(all)('the state of a $title', ({ type, options, acts, timeIsOfWaiters = false }) => {
  const sequence = fc.array(fc.oneof(...acts), { maxLength: 60 });

  test('restored from its snapshot is equal, and does the same from then on', () => {
    fc.assert(
      fc.property(sequence, sequence, (before, after) => {
        const [state, call] = [type.create(options), new FakeCall()];
        for (const each of before) run(state, call, each);
        const restored = type.restore(options, state.snapshot());
        expectEqualCounts(state, restored, type.create(options));
        expect(restored.snapshot()).toEqual(state.snapshot());
        const again = callAfter(call);
        for (const each of after) {
          expect(run(restored, again, each)).toEqual(run(state, call, each));
          expect(restored.latestToken).toBe(state.latestToken);
          if (!timeIsOfWaiters) expect(restored.dueAt).toBe(state.dueAt);
        }
        expect(restored.snapshot()).toEqual(state.snapshot());
        expect(again.sent).toEqual(call.sent);
      }),
    );
  });

  test('keeps exactly what it stores', () => {
    fc.assert(
      fc.property(sequence, (done) => {
        const [state, call] = [type.create(options), new FakeCall()];
        for (const each of done) {
          run(state, call, each);
          expect(call.kept).toEqual(idsIn(state.snapshot()).sort());
        }
      }),
    );
  });

  test('is as before after an operation that only reads', () => {
    const operations: Operations = type.operations;
    fc.assert(
      fc.property(sequence, (done) => {
        const [state, call] = [type.create(options), new FakeCall()];
        for (const each of done) {
          const [before, sent] = [state.snapshot(), call.sent.length];
          run(state, call, each);
          if (!operations[each[0]]?.reads) continue;
          expect(state.snapshot()).toEqual(before);
          if (each[0] !== 'subscribers') expect(call.sent).toHaveLength(sent);
        }
      }),
    );
  });

  test('is as before where it parks or refuses', () => {
    fc.assert(
      fc.property(sequence, (done) => {
        const [state, call] = [type.create(options), new FakeCall()];
        for (const each of done) {
          const before = state.snapshot();
          const outcome = run(state, call, each);
          if (typeof outcome === 'string') expect(state.snapshot()).toEqual(before);
        }
      }),
    );
  });
});

/** The world around a restored state, as it was around the one before. */
function callAfter(call: FakeCall): FakeCall {
  const again = new FakeCall(call.session);
  Object.assign(again, { owner: call.owner, now: call.now, others: call.others });
  again.sent.push(...call.sent);
  again.keep(new ReferringValue(new Uint8Array(), call.kept));
  return again;
}
