import { whole } from '../options.js';
import { sharedType } from '../shared-type.js';
import { counterOperations } from './operations.js';
import { type CounterOptions, SharedCounter } from './proxy.js';
import { CounterState } from './state.js';

export const counter = sharedType({
  operations: counterOperations,
  options: { initial: whole(0) },
  create: (options) => new CounterState(options),
  restore: CounterState.restore,
  open: (opener) => (name?: string, options?: CounterOptions) => new SharedCounter(opener.open(name, options)),
  revive: (reference) => new SharedCounter(reference),
});
