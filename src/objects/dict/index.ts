import { sharedType } from '../shared-type.js';
import { dictOperations } from './operations.js';
import { SharedDict } from './proxy.js';
import { DictState } from './state.js';

export const dict = sharedType({
  operations: dictOperations,
  options: {},
  create: () => new DictState(),
  restore: DictState.restore,
  open:
    (opener) =>
    <K = string, V = unknown>(name?: string) =>
      new SharedDict<K, V>(opener.open(name)),
  revive: (reference) => new SharedDict(reference),
});
