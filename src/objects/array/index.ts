import { typecodes } from '../encoded/typecodes.js';
import { initialValue, maybeOneOf, needed } from '../options.js';
import { sharedType } from '../shared-type.js';
import { arrayOperations } from './operations.js';
import { type ArrayOpener, type ArrayOptions, arrayOptions, SharedArray } from './proxy.js';
import { ArrayState } from './state.js';

export const array = sharedType({
  operations: arrayOperations,
  options: { typecode: needed(maybeOneOf(...typecodes)), initial: initialValue },
  create: ArrayState.create,
  restore: ArrayState.restore,
  open:
    (opener): ArrayOpener =>
    <N extends number | bigint>(name?: string, options?: ArrayOptions) =>
      new SharedArray<N>(opener.open(name, arrayOptions(options))),
  revive: (reference) => new SharedArray(reference),
});
