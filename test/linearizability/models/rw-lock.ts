import { fits, type Model, Refusal, type Turn } from './model.js';

interface State {
  /** How many read grants each session has; those that have some only, by name. */
  readonly readers: Readonly<Record<string, number>>;
  readonly writer: string | null;
  /** The highest token that a writer was told. */
  readonly latest: number;
  readonly abandoned: boolean;
}

/**
 * A lock for many readers or one writer. `acquireWrite` answers `[token, abandoned]`, `acquireRead` the same with `undefined`
 * for the token, which readers do not see; `releaseRead` and `releaseWrite` give back a grant of the session's, and `state`
 * answers `{ readers, writer }`.
 */
export function rwLock(): Model<State> {
  return {
    initial: { readers: {}, writer: null, latest: 0, abandoned: false },
    step(state, turn) {
      if (turn.name === 'acquireRead') return acquired(state, turn, state.writer === null);
      if (turn.name === 'acquireWrite') return acquired(state, turn, state.writer === null && readersOf(state) === 0);
      if (turn.name === 'state') return fits(turn.outcome, [state, statusOf(state)]) ? [state] : [];
      if (turn.name === 'releaseRead' || turn.name === 'releaseWrite') return released(state, turn);
      throw new Error(`the model has no operation ${turn.name}`);
    },
    sessionEnded(state, client) {
      const { [client]: _, ...readers } = state.readers;
      const isWriter = state.writer === client;
      const rest = isWriter ? { writer: null, abandoned: true } : {};
      return [{ ...state, readers, ...rest }];
    },
    looks: ({ name }) => name === 'state',
    key: ({ readers, ...state }) => JSON.stringify([state, Object.entries(readers).sort()]),
  };
}

function acquired(state: State, { name, client, outcome }: Turn, isFree: boolean): readonly State[] {
  if (!isFree || outcome.kind === 'error') return [];
  const isWriter = name === 'acquireWrite';
  const granted = {
    ...state,
    ...(isWriter ? { writer: client, abandoned: false } : { readers: withReader(state, client, 1) }),
  };
  if (outcome.kind === 'unknown') return [granted];
  const [token, abandoned] = outcome.value as readonly [number | undefined, boolean];
  if (abandoned !== state.abandoned || (token !== undefined && token <= state.latest)) return [];
  return [{ ...granted, latest: token ?? state.latest }];
}

function released(state: State, turn: Turn): readonly State[] {
  const { client } = turn;
  const isWriter = turn.name === 'releaseWrite';
  const holds = isWriter ? state.writer === client : state.readers[client] !== undefined;
  const isLocked = state.writer !== null || readersOf(state) > 0;
  const objection = holds ? undefined : new Refusal(isLocked ? 'NOT_OWNER' : 'NOT_LOCKED');
  if (!fits(turn.outcome, objection ?? [state, undefined])) return [];
  if (objection) return [state];
  return [isWriter ? { ...state, writer: null } : { ...state, readers: withReader(state, client, -1) }];
}

function withReader({ readers }: State, client: string, more: number): State['readers'] {
  const { [client]: before = 0, ...others } = readers;
  return before + more === 0 ? others : { ...others, [client]: before + more };
}

function statusOf(state: State) {
  return { readers: readersOf(state), writer: state.writer !== null };
}

function readersOf({ readers }: State): number {
  return Object.values(readers).reduce((sum, count) => sum + count, 0);
}
