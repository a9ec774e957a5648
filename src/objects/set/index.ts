import { eachOfEach, one } from '../growth.js';
import { sharedType } from '../shared-type.js';
import { setOperations } from './operations.js';
import { SharedSet } from './proxy.js';
import { SetState } from './state.js';

export const set = sharedType({
  operations: setOperations,
  growth: { bytesEach: 80, by: { add: one, update: eachOfEach(0), symmetricDifferenceUpdate: eachOfEach(0) } },
  options: {},
  create: () => new SetState(),
  restore: SetState.restore,
  open:
    (opener) =>
    <T = unknown>(name?: string) =>
      new SharedSet<T>(opener.open(name)),
  revive: (reference) => new SharedSet(reference),
});
