import { sharedType } from '../shared-type.js';
import { lockOperations } from './operations.js';
import { SharedLock } from './proxy.js';
import { LockState } from './state.js';

export const lock = sharedType({
  operations: lockOperations,
  options: {},
  create: () => new LockState(),
  restore: LockState.restore,
  open: (opener) => (name?: string) => new SharedLock(opener.open(name)),
  revive: (reference) => new SharedLock(reference),
});
