import { isDeepStrictEqual } from 'node:util';
import type { Operation, Outcome } from '../history.js';

/** A call as a model sees it: without its times. */
export interface Turn extends Pick<Operation, 'client' | 'name' | 'args' | 'outcome'> {
  /** Whether the history tells of the end of the caller's session. */
  readonly sessionEnds: boolean;
}

/** What an object does when its calls come one after the other. States are plain data that nobody changes. */
export interface Model<S> {
  readonly initial: S;
  /**
   * The states in which the call can leave the object, were it carried out in this one; none if its outcome cannot be had
   * here. A call whose outcome is unknown takes effect as it would with any.
   */
  step(state: S, turn: Turn): readonly S[];
  /** The same for the end of a session. Without it nothing of a session's hangs on the object. */
  sessionEnded?(state: S, client: string): readonly S[];
  /** Whether a call with this outcome leaves the object as it is, whatever the state. Refusals need not be known. */
  looks(turn: Turn): boolean;
  /** Equal for equal states, and for no others. */
  key(state: S): string;
}

/** What a call does when there is nothing to wait for: the next state and the answer. */
export type Effect<S> = readonly [state: S, answer: unknown] | Refusal;

/** The call is refused and changes nothing. */
export class Refusal {
  constructor(readonly code: (Outcome & { kind: 'error' })['code']) {}
}

/** Operations by name: from the state and the arguments of the call to its effect. `undefined`: it would have to wait. */
export type Effects<S, E = Effect<S> | undefined> = Readonly<Record<string, (state: S, ...args: never[]) => E>>;

export interface Description<S> {
  readonly initial: S;
  readonly effects: Effects<S>;
  /** Those that change nothing. */
  readonly looking: readonly string[];
  /** Those that change nothing when they answer false. */
  readonly deciding?: readonly string[];
  readonly key?: (state: S) => string;
}

/** A model of a type whose answers follow from the state and the arguments alone, and which cares for no session. */
export function modelOf<S>({
  initial,
  effects,
  looking,
  deciding = [],
  key = JSON.stringify,
}: Description<S>): Model<S> {
  return {
    initial,
    step(state, turn) {
      const effect = effectOf(effects, state, turn);
      if (effect === undefined || !fits(turn.outcome, effect)) return [];
      return [effect instanceof Refusal ? state : effect[0]];
    },
    looks: (turn) => looking.includes(turn.name) || (deciding.includes(turn.name) && answers(turn.outcome, false)),
    key,
  };
}

/** Throws for an operation that the model does not have: a history of such cannot be judged. */
export function effectOf<S, E>(effects: Effects<S, E>, state: S, { name, args }: Pick<Turn, 'name' | 'args'>): E {
  const effect = effects[name] as ((state: S, ...args: readonly unknown[]) => E) | undefined;
  if (!effect) throw new Error(`the model has no operation ${name}; it has ${Object.keys(effects).join(', ')}`);
  return effect(state, ...args);
}

/** Whether the caller can have been told this. */
export function fits(
  outcome: Outcome,
  effect: Refusal | readonly [state: unknown, answer: unknown, ...unknown[]],
): boolean {
  if (outcome.kind === 'unknown') return true;
  if (effect instanceof Refusal) return outcome.kind === 'error' && outcome.code === effect.code;
  return answers(outcome, effect[1]);
}

export function answers(outcome: Outcome, value: unknown): boolean {
  return outcome.kind === 'value' && isDeepStrictEqual(outcome.value, value);
}
