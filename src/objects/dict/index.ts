import { each, one } from '../growth.js';
import { sharedType } from '../shared-type.js';
import { dictOperations } from './operations.js';
import { SharedDict } from './proxy.js';
import { DictState } from './state.js';

export const dict = sharedType({
  operations: dictOperations,
  growth: {
    bytesEach: 336,
    by: {
      ...{ set: one, setIfAbsent: one, setDefault: one, update: each(0), compareAndSet: one },
      ...{ increment: one, setIn: one, incrementIn: one },
    },
  },
  options: {},
  create: () => new DictState(),
  restore: DictState.restore,
  open:
    (opener) =>
    <K = string, V = unknown>(name?: string) =>
      new SharedDict<K, V>(opener.open(name)),
  revive: (reference) => new SharedDict(reference),
});
