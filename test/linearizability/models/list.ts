import { isDeepStrictEqual } from 'node:util';
import { type Lent, lendingModelOf, type TakingEffect } from './handouts.js';
import { type Effects, type Model, Refusal } from './model.js';
import { sum } from './sum.js';

type State = readonly unknown[];

/** A value that was handed out, and where it goes back to. */
interface Taken {
  readonly value: unknown;
  readonly to: number | 'end';
}

type ListEffect = TakingEffect<State, Taken>;

const looking: Effects<State, ListEffect> = {
  at: (state, index: number) => placed(state, index, (place) => [state, state[place]]),
  length: (state) => [state, state.length],
  copy: (state) => [state, state],
  indexOf: (state, wanted: unknown) => [state, placeOf(state, wanted)],
  includes: (state, wanted: unknown) => [state, placeOf(state, wanted) >= 0],
  count: (state, wanted: unknown) => [state, state.filter((each) => isDeepStrictEqual(each, wanted)).length],
};

const changing: Effects<State, ListEffect> = {
  push: (state, ...values: unknown[]) => [[...state, ...values], state.length + values.length],
  unshift: (state, ...values: unknown[]) => [[...values, ...state], state.length + values.length],
  extend: (state, values: readonly unknown[]) => [[...state, ...values], undefined],
  insert: (state, index: number, value: unknown) => [state.toSpliced(index, 0, value), undefined],
  set: (state, index: number, value: unknown) => placed(state, index, (place) => [state.with(place, value), undefined]),
  increment: (state, index: number, by = 1) =>
    placed(state, index, (place) => {
      const after = sum(state[place], by);
      return after instanceof Refusal ? after : [state.with(place, after), after];
    }),
  compareAndSet: (state, index: number, expected: unknown, value: unknown) =>
    placed(state, index, (place) =>
      isDeepStrictEqual(state[place], expected) ? [state.with(place, value), true] : [state, false],
    ),
  pop: (state, index = -1) => placed(state, index, (place) => taken(state, place, index === -1 ? 'end' : place)),
  shift: (state) => placed(state, 0, (place) => taken(state, place, place)),
  delete: (state, index: number) => placed(state, index, (place) => [state.toSpliced(place, 1), undefined]),
  remove: (state, wanted: unknown) => {
    const place = placeOf(state, wanted);
    return place < 0 ? new Refusal('VALUE') : [state.toSpliced(place, 1), undefined];
  },
  reverse: (state) => [state.toReversed(), undefined],
  clear: () => [[], undefined],
};

/** A list; its values are never `undefined`. */
export function list(): Model<Lent<State, Taken>> {
  return lendingModelOf<State, Taken>({
    initial: [],
    effects: { ...looking, ...changing },
    looking: Object.keys(looking),
    deciding: ['compareAndSet'],
    takeBack: (state, { value, to }) => state.toSpliced(to === 'end' ? state.length : to, 0, value),
    key: (state) => JSON.stringify(state),
  });
}

/** What is done at an index that may count from the end; refused where there is no value. */
function placed(state: State, index: number, act: (place: number) => ListEffect): ListEffect {
  const place = index < 0 ? index + state.length : index;
  return place >= 0 && place < state.length ? act(place) : new Refusal('INDEX');
}

function taken(state: State, place: number, to: Taken['to']): ListEffect {
  const value = state[place];
  return [state.toSpliced(place, 1), value, { value, to }];
}

function placeOf(state: State, wanted: unknown): number {
  return state.findIndex((each) => isDeepStrictEqual(each, wanted));
}
