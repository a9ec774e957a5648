import { sharedType } from '../shared-type.js';
import { rwLockOperations } from './operations.js';
import { SharedRwLock } from './proxy.js';
import { RwLockState } from './state.js';

export const rwLock = sharedType({
  operations: rwLockOperations,
  options: {},
  create: () => new RwLockState(),
  restore: RwLockState.restore,
  open: (opener) => (name?: string) => new SharedRwLock(opener.open(name)),
  revive: (reference) => new SharedRwLock(reference),
});
