import { answers, fits, type Model, type Turn } from './model.js';

/** A wait: named by its client and its own name, at one of the conditions of the lock. */
interface Wait {
  readonly client: string;
  readonly name: string;
  readonly at: string;
}

/** A notification that a wait was answered with, and whether its caller has the answer. */
interface Handout extends Pick<Wait, 'client' | 'at'> {
  readonly isReceived: boolean;
}

interface State {
  /** Who has the lock: client and owner. */
  readonly holder: string | null;
  /** Those who sleep, at whatever condition: who has slept longest first. */
  readonly asleep: readonly Wait[];
  /** Those who were notified, and wait for the lock; those who wait for it without; those who never gave it up. */
  readonly notified: readonly Wait[];
  readonly unnotified: readonly Wait[];
  readonly absent: readonly Wait[];
  /** Of sessions that will end: until they acknowledge the answer, their end gives the notification to the next. */
  readonly out: readonly Handout[];
}

/**
 * A robust lock with its conditions, as one object: each operation names its owner first. `acquire` and `release` take one
 * level. `notify` names its condition, and how many it is for. A `wait` is three operations, whose arguments are owner,
 * condition and a name for the wait: `arrive` gives the lock up, `leave` ends the sleep of who was not notified, `relock` has
 * the lock again. All answer true, false for who was late, or `'cancelled'`.
 */
export function condition(): Model<State> {
  return {
    initial: { holder: null, asleep: [], notified: [], unnotified: [], absent: [], out: [] },
    step(state, turn) {
      const step = steps[turn.name];
      if (!step) throw new Error(`the model has no operation ${turn.name}`);
      return turn.outcome.kind === 'error' ? [] : step(state, turn);
    },
    sessionEnded,
    looks: ({ name, outcome }) => name === 'leave' && answers(outcome, true),
    key: (state) => JSON.stringify(state),
  };
}

const steps: Readonly<Record<string, (state: State, turn: Turn) => readonly State[]>> = {
  acquire: (state, turn) => (state.holder === null ? [{ ...state, holder: ownerOf(turn) }] : []),
  release: (state, turn) =>
    holds(state, turn) && fits(turn.outcome, [state, undefined]) ? [{ ...state, holder: null }] : [],
  notify: (state, turn) => {
    const [, at, count] = turn.args as readonly [string, string, number];
    return holds(state, turn) ? [woken(state, at, count)] : [];
  },
  arrive(state, turn) {
    const wait = waitOf(turn);
    const never = answers(turn.outcome, 'cancelled') ? [{ ...state, absent: [...state.absent, wait] }] : [];
    return holds(state, turn) ? [...never, { ...state, holder: null, asleep: [...state.asleep, wait] }] : never;
  },
  leave(state, turn) {
    if (answers(turn.outcome, true)) return [state];
    const wait = waitOf(turn);
    if (has(state.absent, wait)) return [state];
    if (!has(state.asleep, wait)) return [];
    return [{ ...state, asleep: without(state.asleep, wait), unnotified: [...state.unnotified, wait] }];
  },
  relock(state, turn) {
    const wait = waitOf(turn);
    if (has(state.absent, wait)) return [{ ...state, absent: without(state.absent, wait) }];
    if (state.holder !== null) return [];
    const held = { ...state, holder: ownerOf(turn) };
    const isInDoubt = turn.outcome.kind === 'unknown';
    const isNotified = has(state.notified, wait);
    if (isNotified && (isInDoubt || answers(turn.outcome, true))) return [handedOut(held, wait, turn)];
    if (has(state.unnotified, wait) && !answers(turn.outcome, true))
      return [{ ...held, unnotified: without(state.unnotified, wait) }];
    return [];
  },
};

/** What it has of the lock and its places are given up, and notifications that it has not acknowledged go to others. */
function sessionEnded(state: State, client: string): readonly State[] {
  const others = <T extends { readonly client: string }>(all: readonly T[]) =>
    all.filter((one) => one.client !== client);
  const own = state.out.filter((one) => one.client === client);
  const unheard = state.notified.filter((one) => one.client === client);
  const rest: State = {
    holder: state.holder?.startsWith(`${client} `) ? null : state.holder,
    asleep: others(state.asleep),
    notified: others(state.notified),
    unnotified: others(state.unnotified),
    absent: others(state.absent),
    out: others(state.out),
  };
  return returning(own).map((returned) =>
    [...unheard, ...returned].reduce((after, { at }) => woken(after, at, 1), rest),
  );
}

/** What may come back of all this: acknowledgements tell of everything up to a point, so it is all from some point on. */
function returning(own: readonly Handout[]): (readonly Handout[])[] {
  const firstInDoubt = own.findIndex(({ isReceived }) => !isReceived);
  const most = firstInDoubt < 0 ? own.length : firstInDoubt;
  return Array.from({ length: most + 1 }, (_, index) => own.slice(most - index));
}

function handedOut(state: State, wait: Wait, { outcome, sessionEnds }: Turn): State {
  const handout = { client: wait.client, at: wait.at, isReceived: outcome.kind !== 'unknown' };
  return {
    ...state,
    notified: without(state.notified, wait),
    out: sessionEnds ? [...state.out, handout] : state.out,
  };
}

/** So many of those who sleep there are notified, the longest first. */
function woken(state: State, at: string, count: number): State {
  const chosen = state.asleep.filter((wait) => wait.at === at).slice(0, count);
  const asleep = state.asleep.filter((wait) => !chosen.includes(wait));
  return { ...state, asleep, notified: [...state.notified, ...chosen] };
}

function holds({ holder }: State, turn: Turn): boolean {
  return holder === ownerOf(turn);
}

function ownerOf({ client, args }: Turn): string {
  return `${client} ${args[0]}`;
}

function waitOf({ client, args }: Turn): Wait {
  const [, at, name] = args as readonly [string, string, string];
  return { client, at, name };
}

function has(waits: readonly Wait[], { name }: Wait): boolean {
  return waits.some((wait) => wait.name === name);
}

function without(waits: readonly Wait[], { name }: Wait): readonly Wait[] {
  return waits.filter((wait) => wait.name !== name);
}
