import { flag, wholeFrom } from '../options.js';
import { sharedType } from '../shared-type.js';
import { semaphoreOperations } from './operations.js';
import { type SemaphoreOptions, SharedBoundedSemaphore, SharedSemaphore } from './proxy.js';
import { SemaphoreState } from './state.js';

const options = { permits: wholeFrom(0, 1), robust: flag(true) };

export const semaphore = sharedType({
  operations: semaphoreOperations,
  options,
  create: (given) => new SemaphoreState(given, false),
  restore: (given, snapshot) => SemaphoreState.restore(given, snapshot, false),
  open: (opener) => (name?: string, options?: SemaphoreOptions) => new SharedSemaphore(opener.open(name, options)),
  revive: (reference) => new SharedSemaphore(reference),
});

export const boundedSemaphore = sharedType({
  operations: semaphoreOperations,
  options,
  create: (given) => new SemaphoreState(given, true),
  restore: (given, snapshot) => SemaphoreState.restore(given, snapshot, true),
  open: (opener) => (name?: string, options?: SemaphoreOptions) =>
    new SharedBoundedSemaphore(opener.open(name, options)),
  revive: (reference) => new SharedBoundedSemaphore(reference),
});
