import { answers, type Effects, effectOf, fits, type Model, Refusal, type Turn } from './model.js';

/** Waits are named by their clients and their own names. */
interface Gate<S> {
  readonly object: S;
  /** Those who wait. */
  readonly outside: readonly string[];
  /** Those who need not wait any longer, but were not told yet; and those who gave up before they came. */
  readonly inside: readonly string[];
  readonly absent: readonly string[];
}

interface Description<S> {
  readonly initial: S;
  readonly effects: Effects<S>;
  readonly looking: readonly string[];
  readonly isOpen: (object: S) => boolean;
}

/** An event; of its waits see `gateModelOf`. */
export function gatedEvent(): Model<Gate<boolean>> {
  return gateModelOf<boolean>({
    initial: false,
    effects: { set: () => [true, undefined], clear: () => [false, undefined], isSet: (state) => [state, state] },
    looking: ['isSet'],
    isOpen: (isSet) => isSet,
  });
}

/** A count that goes down to 0; of its waits see `gateModelOf`. */
export function gatedLatch({ count }: { readonly count: number }): Model<Gate<number>> {
  return gateModelOf<number>({
    initial: count,
    effects: {
      countDown: (left, by = 1) => [Math.max(0, left - by), Math.max(0, left - by)],
      count: (left) => [left, left],
    },
    looking: ['count'],
    isOpen: (left) => left === 0,
  });
}

/**
 * A model of a type that lets go on all who wait at the moment at which it opens, also where it shuts again at once. A `wait`
 * is two operations, `arrive` and `leave`, whose argument is a name for it. Both answer true, false for who was late, or
 * `'cancelled'`.
 */
function gateModelOf<S>({ initial, effects, looking, isOpen }: Description<S>): Model<Gate<S>> {
  return {
    initial: { object: initial, outside: [], inside: [], absent: [] },
    step(state, turn) {
      if (turn.name === 'arrive') return arrived(state, turn, isOpen(state.object));
      if (turn.name === 'leave') return left(state, turn);
      const effect = effectOf(effects, state.object, turn);
      if (effect === undefined || effect instanceof Refusal || !fits(turn.outcome, effect)) return [];
      const after = { ...state, object: effect[0] };
      return [isOpen(after.object) ? { ...after, outside: [], inside: [...state.inside, ...state.outside] } : after];
    },
    sessionEnded: (state, client) => [without(state, (wait) => wait.startsWith(`${client} `))],
    looks: ({ name }) => looking.includes(name),
    key: ({ object, outside, inside, absent }) =>
      JSON.stringify([object, outside.toSorted(), inside.toSorted(), absent.toSorted()]),
  };
}

function arrived<S>(state: Gate<S>, turn: Turn, isOpen: boolean): readonly Gate<S>[] {
  const wait = nameOf(turn);
  const came = isOpen ? { inside: [...state.inside, wait] } : { outside: [...state.outside, wait] };
  const never = answers(turn.outcome, 'cancelled') ? [{ ...state, absent: [...state.absent, wait] }] : [];
  return [{ ...state, ...came }, ...never];
}

function left<S>(state: Gate<S>, turn: Turn): readonly Gate<S>[] {
  const wait = nameOf(turn);
  const mayLeave =
    (state.inside.includes(wait) && answers(turn.outcome, true)) ||
    (state.outside.includes(wait) && (answers(turn.outcome, false) || answers(turn.outcome, 'cancelled'))) ||
    state.absent.includes(wait);
  return mayLeave ? [without(state, (other) => other === wait)] : [];
}

function without<S>({ object, outside, inside, absent }: Gate<S>, isGone: (wait: string) => boolean): Gate<S> {
  const stays = (wait: string) => !isGone(wait);
  return { object, outside: outside.filter(stays), inside: inside.filter(stays), absent: absent.filter(stays) };
}

function nameOf({ client, args }: Turn): string {
  return `${client} ${args[0]}`;
}
