import { type Model, modelOf } from './model.js';

/** A wait that a `set` ended has its place right behind it, also where a `clear` follows at once. */
export function event(): Model<boolean> {
  return modelOf<boolean>({
    initial: false,
    effects: {
      set: () => [true, undefined],
      clear: () => [false, undefined],
      isSet: (state) => [state, state],
      wait: (state) => (state ? [state, true] : undefined),
    },
    looking: ['isSet', 'wait'],
  });
}
