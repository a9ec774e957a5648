import { lockForConditions } from '../lock/exclusive.js';
import { flag } from '../options.js';
import { sharedType } from '../shared-type.js';
import { rLockOperations } from './operations.js';
import { type RLockOptions, SharedRLock } from './proxy.js';
import { RLockState } from './state.js';

export const rLock = sharedType({
  operations: rLockOperations,
  inner: lockForConditions,
  options: { robust: flag(true) },
  create: (options) => new RLockState(options),
  restore: RLockState.restore,
  open: (opener) => (name?: string, options?: RLockOptions) => new SharedRLock(opener.open(name, options)),
  revive: (reference) => new SharedRLock(reference),
});
