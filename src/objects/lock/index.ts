import { flag } from '../options.js';
import { sharedType } from '../shared-type.js';
import { lockForConditions } from './exclusive.js';
import { lockOperations } from './operations.js';
import { type LockOptions, SharedLock } from './proxy.js';
import { LockState } from './state.js';

export const lock = sharedType({
  operations: lockOperations,
  inner: lockForConditions,
  options: { robust: flag(true) },
  create: (options) => new LockState(options),
  restore: LockState.restore,
  open: (opener) => (name?: string, options?: LockOptions) => new SharedLock(opener.open(name, options)),
  revive: (reference) => new SharedLock(reference),
});
