import { answers, type Effects, effectOf, fits, type Model, Refusal, type Turn } from './model.js';

/** The effect of an operation that may hand something out. `taken` is what the object gets back if its taker ends too soon. */
export type TakingEffect<S, T> = readonly [state: S, answer: unknown, taken?: T] | Refusal;

/** Something handed out to a session that will end. */
interface Handout<T> {
  readonly client: string;
  readonly taken: T;
  /** Whether the caller has it. */
  readonly received: boolean;
}

/** The object, and what was handed out, the first first. */
export interface Lent<S, T> {
  readonly object: S;
  readonly out: readonly Handout<T>[];
}

interface Description<S, T> {
  readonly initial: S;
  readonly effects: Effects<S, TakingEffect<S, T>>;
  readonly looking: readonly string[];
  readonly deciding?: readonly string[];
  takeBack(state: S, taken: T): S;
  /** With `isLending`, equal only if also what comes back will have the same place in both. */
  key(state: S, isLending: boolean): string;
}

/**
 * A model of a type whose operations hand something out, which the object gets back when the session ends before it has
 * acknowledged that. Between the two, others see the object without it, and may overtake it: a take in doubt is therefore
 * modelled as what it is, a take that is undone by the end of the session.
 *
 * A receiver acknowledges when its program has the answer. So what is in doubt was not acknowledged, and comes back for
 * certain. What was answered may come back too, and be had twice: the acknowledgement can be lost with the connection.
 * Acknowledgements tell of everything up to a point, so of what was answered the latest come back, however many.
 */
export function lendingModelOf<S, T>(description: Description<S, T>): Model<Lent<S, T>> {
  const { initial, effects, looking, deciding = [] } = description;
  return {
    initial: { object: initial, out: [] },
    step(state, turn) {
      const effect = effectOf(effects, state.object, turn);
      if (!fits(turn.outcome, effect)) return [];
      return effect instanceof Refusal ? [state] : [lent(state, effect, turn)];
    },
    sessionEnded(state, client) {
      const own = state.out.filter((each) => each.client === client);
      const out = state.out.filter((each) => each.client !== client);
      return cuts(own).map((returning) => ({ object: returning.reduceRight(takenBack, state.object), out }));
    },
    looks: ({ name, outcome }) => looking.includes(name) || (deciding.includes(name) && answers(outcome, false)),
    key: ({ object, out }) => description.key(object, out.length > 0) + JSON.stringify(out),
  };

  function takenBack(object: S, { taken }: Handout<T>): S {
    return description.takeBack(object, taken);
  }
}

function lent<S, T>(
  { out }: Lent<S, T>,
  [object, , taken]: Exclude<TakingEffect<S, T>, Refusal>,
  { client, outcome, sessionEnds }: Turn,
): Lent<S, T> {
  if (taken === undefined || !sessionEnds) return { object, out };
  return { object, out: [...out, { client, taken, received: outcome.kind !== 'unknown' }] };
}

/** What may come back of all this: everything from some point on, with all that was not received. Least first. */
function cuts<T>(own: readonly Handout<T>[]): (readonly Handout<T>[])[] {
  const firstInDoubt = own.findIndex(({ received }) => !received);
  const most = firstInDoubt < 0 ? own.length : firstInDoubt;
  return Array.from({ length: most + 1 }, (_, index) => own.slice(most - index));
}
