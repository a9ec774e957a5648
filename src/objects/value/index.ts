import { typecodes } from '../encoded/typecodes.js';
import { none } from '../growth.js';
import { initialValue, maybeOneOf } from '../options.js';
import { sharedType } from '../shared-type.js';
import { valueOperations } from './operations.js';
import { SharedValue, type ValueOpener, type ValueOptions, valueOptions } from './proxy.js';
import { ValueState } from './state.js';

export const value = sharedType({
  operations: valueOperations,
  growth: { bytesEach: 0, by: { set: none, increment: none, compareAndSet: none, replace: none } },
  options: { initial: initialValue, typecode: maybeOneOf(...typecodes) },
  create: (options) => new ValueState(options),
  restore: ValueState.restore,
  open:
    (opener): ValueOpener =>
    <T>(name?: string, options?: ValueOptions) =>
      new SharedValue<T>(opener.open(name, valueOptions(options))),
  revive: (reference) => new SharedValue(reference),
});
