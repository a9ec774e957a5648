import { needed, wholeFrom } from '../options.js';
import { sharedType } from '../shared-type.js';
import { latchOperations } from './operations.js';
import { type LatchOptions, SharedLatch } from './proxy.js';
import { LatchState } from './state.js';

export const latch = sharedType({
  operations: latchOperations,
  options: { count: needed(wholeFrom(0)) },
  create: (options) => new LatchState(options),
  restore: LatchState.restore,
  open: (opener) => (name: string | undefined, options?: LatchOptions) => new SharedLatch(opener.open(name, options)),
  revive: (reference) => new SharedLatch(reference),
});
