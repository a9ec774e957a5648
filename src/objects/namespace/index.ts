import { sharedType } from '../shared-type.js';
import { namespaceOperations } from './operations.js';
import { SharedNamespace } from './proxy.js';
import { NamespaceState } from './state.js';

export const namespace = sharedType({
  operations: namespaceOperations,
  options: {},
  create: () => new NamespaceState(),
  restore: NamespaceState.restore,
  open:
    (opener) =>
    <Attributes extends object = Record<string, unknown>>(name?: string) =>
      new SharedNamespace<Attributes>(opener.open(name)),
  revive: (reference) => new SharedNamespace(reference),
});
