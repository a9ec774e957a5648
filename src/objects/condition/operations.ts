import { aValue, natural, nothing, optional, plainly } from '../kinds.js';
import type { WaitAnswer } from '../lock/exclusive.js';
import { lockForConditions } from '../lock/exclusive.js';
import { operation, reading, type Waiting } from '../operation.js';
import { type GrantedAgain, rLockOperations } from '../r-lock/operations.js';

/** What `acquire` answers: as its lock does, which tells of levels where it has them. */
export type ConditionGranted = readonly [...GrantedAgain] | readonly [token: number, abandoned: boolean];

/** What a condition does, by the names on the wire. PROTOCOL.md, "Condition". */
export const conditionOperations = {
  ...rLockOperations,
  acquire: operation([], plainly<ConditionGranted>(), { line: 'acquire', gathers: true, together: true }),
  /** The lock that was given to it, or nothing where it has its own. */
  lock: operation([], aValue, reading),
  wait: operation([], plainly<WaitAnswer>(), { overtime: true }),
  notify: operation([['n', optional(natural)]], nothing),
  notifyAll: operation([], nothing),
};

/** Those that come before and after the lock's part, and those for a lock of its own. */
export const innerOfCondition = {
  ...lockForConditions,
  sleep: { line: 'wait' },
  wake: {},
} as const satisfies Record<string, Waiting>;
