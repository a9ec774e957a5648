import { type Effect, type Model, modelOf, Refusal } from './model.js';
import { sum } from './sum.js';

export function counter({ initial = 0 }: { readonly initial?: number } = {}): Model<number> {
  return modelOf<number>({
    initial,
    effects: {
      get: (state) => [state, state],
      set: (_, next: number) => [next, undefined],
      increment: (state, by = 1) => added(state, by),
      decrement: (state, by = 1) => added(state, -by),
      reset: (state) => [initial, state],
    },
    looking: ['get'],
  });
}

function added(state: number, by: number): Effect<number> {
  const after = sum(state, by);
  return after instanceof Refusal ? after : [after, after];
}
