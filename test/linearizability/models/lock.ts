import { answers, fits, type Model, Refusal, type Turn } from './model.js';

interface State {
  readonly holder: Holder | null;
  /** The highest token that anybody was told. */
  readonly latest: number;
  readonly abandoned: boolean;
}

interface Holder {
  readonly client: string;
  /** `null` while its grant is in doubt. */
  readonly token: number | null;
}

/**
 * A robust lock, without conditions. `acquire` and `tryAcquire` answer `[token, abandoned]`, and the latter `undefined`
 * where the lock was not to be had; `release` has the token for its argument, or none.
 */
export function lock(): Model<State> {
  return {
    initial: { holder: null, latest: 0, abandoned: false },
    step(state, turn) {
      if (turn.name === 'release') return released(state, turn);
      if (turn.name === 'locked') return fits(turn.outcome, [state, state.holder !== null]) ? [state] : [];
      if (turn.name === 'acquire' || turn.name === 'tryAcquire') return acquired(state, turn);
      throw new Error(`the model has no operation ${turn.name}`);
    },
    sessionEnded: (state, client) => [
      state.holder?.client === client ? { ...state, holder: null, abandoned: true } : state,
    ],
    looks: ({ name, outcome }) => name === 'locked' || (name === 'tryAcquire' && answers(outcome, undefined)),
    key: (state) => JSON.stringify(state),
  };
}

function acquired(state: State, { name, client, outcome }: Turn): readonly State[] {
  if (name === 'tryAcquire' && answers(outcome, undefined)) return state.holder ? [state] : [];
  if (state.holder) return [];
  if (outcome.kind === 'unknown') return [{ ...state, holder: { client, token: null }, abandoned: false }];
  if (outcome.kind === 'error' || !Array.isArray(outcome.value)) return [];
  const [token, abandoned] = outcome.value as readonly unknown[];
  if (typeof token !== 'number' || token <= state.latest || abandoned !== state.abandoned) return [];
  return [{ holder: { client, token }, latest: token, abandoned: false }];
}

function released(state: State, turn: Turn): readonly State[] {
  const objection = objectionTo(state, turn.client, turn.args[0] as number | undefined);
  if (!fits(turn.outcome, objection ?? [state, undefined])) return [];
  return [objection ? state : { ...state, holder: null }];
}

function objectionTo({ holder, latest }: State, client: string, token?: number): Refusal | undefined {
  if (!holder) return new Refusal('NOT_LOCKED');
  const isShown = token === undefined || (holder.token === null ? token > latest : token === holder.token);
  return holder.client === client && isShown ? undefined : new Refusal('NOT_OWNER');
}
