import { isDeepStrictEqual } from 'node:util';
import { type Model, modelOf, Refusal } from './model.js';
import { sum } from './sum.js';

/** In a box: JSON has no `undefined`. */
type State = readonly [value: unknown] | readonly [];

const box = (value: unknown): State => (value === undefined ? [] : [value]);

/** A value without a typecode. `update` is not known here: it is several calls. */
export function value({ initial }: { readonly initial?: unknown } = {}): Model<State> {
  return modelOf<State>({
    initial: box(initial),
    effects: {
      get: (state) => [state, state[0]],
      set: (_, next: unknown) => [box(next), undefined],
      increment: (state, by = 1) => {
        const after = sum(state[0], by);
        return after instanceof Refusal ? after : [[after], after];
      },
      compareAndSet: (state, expected: unknown, next: unknown) =>
        isDeepStrictEqual(state[0], expected) ? [box(next), true] : [state, false],
    },
    looking: ['get'],
    deciding: ['compareAndSet'],
  });
}
