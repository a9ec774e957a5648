import { sharedType } from '../shared-type.js';
import { eventOperations } from './operations.js';
import { SharedEvent } from './proxy.js';
import { EventState } from './state.js';

export const event = sharedType({
  operations: eventOperations,
  options: {},
  create: () => new EventState(),
  restore: EventState.restore,
  open: (opener) => (name?: string) => new SharedEvent(opener.open(name)),
  revive: (reference) => new SharedEvent(reference),
});
