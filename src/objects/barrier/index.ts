import { milliseconds, needed, wholeFrom } from '../options.js';
import { sharedType } from '../shared-type.js';
import { barrierInner, barrierOperations } from './operations.js';
import { type BarrierOptions, SharedBarrier } from './proxy.js';
import { BarrierState } from './state.js';

export const barrier = sharedType({
  operations: barrierOperations,
  inner: barrierInner,
  options: { parties: needed(wholeFrom(1)), timeout: milliseconds },
  create: (options) => new BarrierState(options),
  restore: BarrierState.restore,
  open: (opener) => (name: string | undefined, options?: BarrierOptions) =>
    new SharedBarrier(opener.open(name, options)),
  revive: (reference) => new SharedBarrier(reference),
});
