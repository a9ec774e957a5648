import { each, none, one } from '../growth.js';
import { sharedType } from '../shared-type.js';
import { namespaceOperations } from './operations.js';
import { SharedNamespace } from './proxy.js';
import { NamespaceState } from './state.js';

export const namespace = sharedType({
  operations: namespaceOperations,
  growth: {
    bytesEach: 240,
    by: { set: one, update: each(0), increment: one, compareAndSet: none },
  },
  options: {},
  create: () => new NamespaceState(),
  restore: NamespaceState.restore,
  open:
    (opener) =>
    <Attributes extends object = Record<string, unknown>>(name?: string) =>
      new SharedNamespace<Attributes>(opener.open(name)),
  revive: (reference) => new SharedNamespace(reference),
});
