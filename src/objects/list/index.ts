import { each, none, one } from '../growth.js';
import { sharedType } from '../shared-type.js';
import { listOperations } from './operations.js';
import { SharedList } from './proxy.js';
import { ListState } from './state.js';

export const list = sharedType({
  operations: listOperations,
  growth: {
    bytesEach: 168,
    by: {
      ...{ set: none, insert: one, compareAndSet: none, increment: none },
      ...{ push: each(0), extend: each(0), unshift: each(0), setSlice: each(3), splice: each(2), multiply: one },
    },
  },
  options: {},
  create: () => new ListState(),
  restore: ListState.restore,
  open:
    (opener) =>
    <T = unknown>(name?: string) =>
      new SharedList<T>(opener.open(name)),
  revive: (reference) => new SharedList(reference),
});
