/** Bugs in what programs wait with, and for. */
import { BarrierState } from '../../src/objects/barrier/state.js';
import { ConditionState } from '../../src/objects/condition/state.js';
import { type Call, PARK } from '../../src/objects/contract.js';
import { EventState } from '../../src/objects/event/state.js';
import { LatchState } from '../../src/objects/latch/state.js';
import { ExclusiveState } from '../../src/objects/lock/exclusive.js';
import { RwLockState } from '../../src/objects/rw-lock/state.js';
import { SemaphoreState } from '../../src/objects/semaphore/state.js';
import { type Mutant, nothing, replaced, typeNamed } from './planting.js';

const semaphores: readonly Mutant[] = [
  {
    name: 'a semaphore grants permits that it does not have',
    workloads: ['semaphore'],
    plant: replaced(SemaphoreState.prototype, 'acquire', (acquire) => (self, call, permits) => {
      return nowAndThen(call, acquire(self, call, permits), () => undefined);
    }),
  },
  {
    name: 'the permits of a session that is over stay taken',
    workloads: ['semaphore'],
    plant: replaced(SemaphoreState.prototype, 'sessionEnded', nothing),
  },
  {
    name: 'a bounded semaphore takes permits that nobody acquired',
    workloads: ['semaphore'],
    plant: replaced(typeNamed('boundedSemaphore'), 'create', () => (_self, options) => {
      return new SemaphoreState(options as never, false);
    }),
  },
];

const rwLocks: readonly Mutant[] = [
  {
    name: 'a writer is let in beside readers',
    workloads: ['rwLock'],
    plant: replaced(RwLockState.prototype, 'acquireWrite', (acquireWrite) => (self, call) => {
      return nowAndThen(call, acquireWrite(self, call), () => (self as RwLockState).acquireRead(call as Call));
    }),
  },
  {
    name: 'nobody is told that a writer ended before it was done',
    workloads: ['rwLock'],
    plant: replaced(RwLockState.prototype, 'acquireRead', (acquireRead) => (self, call) => {
      const outcome = acquireRead(self, call);
      return outcome === PARK ? outcome : [(outcome as [number, boolean])[0], false];
    }),
  },
];

const barriers: readonly Mutant[] = [
  {
    name: 'a barrier lets one go on alone',
    workloads: ['barrier'],
    plant: replaced(BarrierState.prototype, 'wait', (wait) => (self, call, withAction) => {
      return nowAndThen(call, wait(self, call, withAction), () => [0, null]);
    }),
  },
  {
    name: 'those who wait at a barrier are not told that one of them is gone',
    workloads: ['barrier'],
    plant: replaced(BarrierState.prototype, 'waitEnded', nothing),
  },
  {
    name: 'a barrier goes on though its action failed',
    workloads: ['barrier'],
    plant: replaced(BarrierState.prototype, 'actionDone', (done) => (self, call, action) => {
      return done(self, call, action, true);
    }),
  },
  {
    name: 'a barrier that was reset stays broken',
    workloads: ['barrier'],
    plant: replaced(BarrierState.prototype, 'reset', (_reset) => (self) => (self as BarrierState).abort()),
  },
];

const conditions: readonly Mutant[] = [
  {
    name: 'a notification is lost with the one who was notified',
    workloads: ['condition'],
    plant: replaced(ConditionState.prototype, 'receive', nothing),
  },
  {
    name: 'a notification wakes nobody',
    workloads: ['condition'],
    plant: replaced(ConditionState.prototype, 'wake', (wake) => (self, call, n) => {
      return isTimeForIt(call) ? undefined : wake(self, call, n);
    }),
  },
  {
    name: 'a notification wakes one too many',
    workloads: ['condition'],
    plant: replaced(ConditionState.prototype, 'wake', (wake) => (self, call, n) => wake(self, call, Number(n) + 1)),
  },
  {
    name: 'a wait comes back without its lock',
    workloads: ['condition'],
    plant: replaced(ExclusiveState.prototype, 'reacquire', (reacquire) => (self, call, level, firstToken, end, at) => {
      const outcome = reacquire(self, call, level, firstToken, end, at);
      return nowAndThen(call, outcome, () => [end, (self as ExclusiveState).latestToken, false]);
    }),
  },
];

const gates: readonly Mutant[] = [
  {
    name: 'an event that is set wakes nobody',
    workloads: ['gates'],
    plant: replaced(EventState.prototype, 'wait', (wait) => (self, call) => {
      return (call as Call).waits ? PARK : wait(self, call);
    }),
  },
  {
    name: 'a latch opens when one is left',
    workloads: ['gates'],
    plant: replaced(LatchState.prototype, 'wait', (wait) => (self) => {
      return (self as LatchState).count() === 1 ? true : wait(self);
    }),
  },
];

export const coordinationMutants = [...semaphores, ...rwLocks, ...barriers, ...conditions, ...gates];

/** Some of the calls that would have to wait get something else instead. */
function nowAndThen(call: unknown, outcome: unknown, other: () => unknown): unknown {
  return outcome === PARK && !(call as Call).waits && isTimeForIt(call) ? other() : outcome;
}

function isTimeForIt(call: unknown): boolean {
  return Math.floor((call as Call).now) % 4 === 3;
}
