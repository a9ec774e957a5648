import { isDeepStrictEqual } from 'node:util';
import { type Effects, type Model, modelOf, Refusal } from './model.js';
import { sum } from './sum.js';

/** Keys are strings. */
type State = ReadonlyMap<string, unknown>;

const effects: Effects<State> = {
  get: (state, key: string) => [state, state.get(key)],
  getMany: (state, keys: readonly string[]) => [state, keys.map((key) => state.get(key))],
  has: (state, key: string) => [state, state.has(key)],
  size: (state) => [state, state.size],
  set: (state, key: string, value: unknown) => [withKey(state, key, value), undefined],
  update: (state, entries: readonly (readonly [string, unknown])[]) => [new Map([...state, ...entries]), undefined],
  setIfAbsent: (state, key: string, value: unknown) =>
    state.has(key) ? [state, false] : [withKey(state, key, value), true],
  setDefault: (state, key: string, value: unknown) =>
    state.has(key) ? [state, state.get(key)] : [withKey(state, key, value), value],
  increment: (state, key: string, by = 1) => {
    const after = sum(state.has(key) ? state.get(key) : 0, by);
    return after instanceof Refusal ? after : [withKey(state, key, after), after];
  },
  compareAndSet: (state, key: string, expected: unknown, value: unknown) =>
    hasEqual(state, key, expected) ? [withKey(state, key, value), true] : [state, false],
  compareAndDelete: (state, key: string, expected: unknown) =>
    hasEqual(state, key, expected) ? [withoutKeys(state, [key]), true] : [state, false],
  delete: (state, key: string) => (state.has(key) ? [withoutKeys(state, [key]), true] : [state, false]),
  deleteMany: (state, keys: readonly string[]) => {
    const left = withoutKeys(state, keys);
    return [left, state.size - left.size];
  },
  pop: (state, key: string, ...byDefault: [unknown?]) => {
    if (state.has(key)) return [withoutKeys(state, [key]), state.get(key)];
    return byDefault.length > 0 ? [state, byDefault[0]] : new Refusal('KEY');
  },
  clear: () => [new Map(), undefined],
};

/**
 * A dict without times. The order of its keys is no part of the model, nor are the operations that show it: states that
 * differ in nothing else would make the search longer by far.
 */
export function dict(): Model<State> {
  return modelOf<State>({
    initial: new Map(),
    effects,
    looking: ['get', 'getMany', 'has', 'size'],
    deciding: ['setIfAbsent', 'compareAndSet', 'compareAndDelete', 'delete'],
    key: (state) => JSON.stringify([...state].sort(([one], [other]) => (one < other ? -1 : 1)).map(entry)),
  });
}

function entry([key, value]: readonly [string, unknown]): readonly unknown[] {
  return value === undefined ? [key] : [key, value];
}

function hasEqual(state: State, key: string, expected: unknown): boolean {
  return state.has(key) && isDeepStrictEqual(state.get(key), expected);
}

function withKey(state: State, key: string, value: unknown): State {
  return new Map(state).set(key, value);
}

function withoutKeys(state: State, keys: readonly string[]): State {
  const left = new Map(state);
  for (const key of keys) left.delete(key);
  return left;
}
