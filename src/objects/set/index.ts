import { sharedType } from '../shared-type.js';
import { setOperations } from './operations.js';
import { SharedSet } from './proxy.js';
import { SetState } from './state.js';

export const set = sharedType({
  operations: setOperations,
  options: {},
  create: () => new SetState(),
  restore: SetState.restore,
  open:
    (opener) =>
    <T = unknown>(name?: string) =>
      new SharedSet<T>(opener.open(name)),
  revive: (reference) => new SharedSet(reference),
});
