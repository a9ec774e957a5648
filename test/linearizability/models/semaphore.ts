import { answers, fits, type Model, Refusal, type Turn } from './model.js';

interface State {
  readonly free: number;
  /** How many permits each session has; those that have some only, by name. */
  readonly taken: Readonly<Record<string, number>>;
}

export interface SemaphoreOptions {
  readonly permits?: number;
  readonly bounded?: boolean;
}

/**
 * A robust semaphore whose permits are acquired one at a time: who waits for several holds up those behind it, and a model
 * sees nobody wait. `acquire` answers true; so does `tryAcquire`, or false where there was none to be had.
 */
export function semaphore({ permits = 1, bounded = false }: SemaphoreOptions = {}): Model<State> {
  return {
    initial: { free: permits, taken: {} },
    step(state, turn) {
      if (turn.name === 'release') return released(state, turn, bounded ? permits : Number.POSITIVE_INFINITY);
      if (turn.name === 'value') return fits(turn.outcome, [state, state.free]) ? [state] : [];
      if (turn.name === 'acquire' || turn.name === 'tryAcquire') return acquired(state, turn);
      throw new Error(`the model has no operation ${turn.name}`);
    },
    sessionEnded: (state, client) => [moved(state, client, -held(state, client))],
    looks: ({ name, outcome }) => name === 'value' || (name === 'tryAcquire' && answers(outcome, false)),
    key: ({ free, taken }) => JSON.stringify([free, Object.entries(taken).sort()]),
  };
}

function acquired(state: State, { name, client, outcome }: Turn): readonly State[] {
  if (name === 'tryAcquire' && answers(outcome, false)) return state.free === 0 ? [state] : [];
  return state.free > 0 && fits(outcome, [state, true]) ? [moved(state, client, 1)] : [];
}

function released(state: State, { client, args, outcome }: Turn, most: number): readonly State[] {
  const count = (args[0] ?? 1) as number;
  const own = Math.min(count, held(state, client));
  const objection = objectionTo(state.free + count, most, own < count);
  if (!fits(outcome, objection ?? [state, undefined])) return [];
  return [objection ? state : { ...moved(state, client, -own), free: state.free + count }];
}

function objectionTo(freeAfter: number, most: number, isOfOthers: boolean): Refusal | undefined {
  if (freeAfter > most) return new Refusal('VALUE');
  return isOfOthers && most < Number.POSITIVE_INFINITY ? new Refusal('NOT_OWNER') : undefined;
}

function held({ taken }: State, client: string): number {
  return taken[client] ?? 0;
}

/** The session has so many permits more, which are free no longer. */
function moved({ free, taken }: State, client: string, count: number): State {
  const { [client]: before = 0, ...others } = taken;
  const after = before + count;
  return { free: free - count, taken: after === 0 ? others : { ...others, [client]: after } };
}
