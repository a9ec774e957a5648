import { sharedType } from '../shared-type.js';
import { listOperations } from './operations.js';
import { SharedList } from './proxy.js';
import { ListState } from './state.js';

export const list = sharedType({
  operations: listOperations,
  options: {},
  create: () => new ListState(),
  restore: ListState.restore,
  open:
    (opener) =>
    <T = unknown>(name?: string) =>
      new SharedList<T>(opener.open(name)),
  revive: (reference) => new SharedList(reference),
});
