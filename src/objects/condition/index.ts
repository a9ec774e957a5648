import { basis } from '../options.js';
import { sharedType } from '../shared-type.js';
import { conditionOperations, innerOfCondition } from './operations.js';
import { type ConditionOptions, SharedCondition } from './proxy.js';
import { ConditionState } from './state.js';

export const condition = sharedType({
  operations: conditionOperations,
  inner: innerOfCondition,
  options: { lock: basis('lock', 'rLock') },
  create: (options) => new ConditionState(options),
  restore: ConditionState.restore,
  open: (opener) => (name?: string, options?: ConditionOptions) =>
    new SharedCondition(opener.open(name, options), options),
  revive: (reference) => new SharedCondition(reference),
});
