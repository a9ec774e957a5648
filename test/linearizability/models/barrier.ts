import { answers, fits, type Model, type Turn } from './model.js';

/** What becomes of who waits no longer: a place, or all were sent away, or it gave up before it came. */
type Fate = number | 'broken' | 'never came';

/** Waits are named by their clients and their own names. */
interface State {
  /** Who waits for this round, in their order. */
  readonly line: readonly string[];
  /** Who came last, and runs its action while the others wait. */
  readonly acting: string | null;
  /** Who came meanwhile, and waits for the next round to begin; and whether it brings an action. */
  readonly next: readonly (readonly [wait: string, hasAction: boolean])[];
  readonly isBroken: boolean;
  readonly fates: Readonly<Record<string, Fate>>;
}

/**
 * A barrier. A `wait` is two operations, `arrive` and `leave`: their arguments are whether it brings an action, and a name for
 * the wait. Both answer with the place, or `'broken'`; `'broken or late'` where the wait had a time limit,
 * `'cancelled'`, or `'failed'` where its action was run and failed.
 */
export function barrier({ parties }: { readonly parties: number }): Model<State> {
  const steps: Readonly<Record<string, (state: State, turn: Turn) => readonly State[]>> = {
    arrive: (state, turn) => arrived(state, turn, parties),
    leave: (state, turn) => (state.acting === nameOf(turn) ? acted(state, turn, parties) : left(state, turn, parties)),
    abort: (state, { outcome }) => (fits(outcome, [state, undefined]) ? [begun(broken(state), parties)] : []),
    reset: (state, { outcome }) =>
      fits(outcome, [state, undefined]) ? [begun({ ...broken(state), isBroken: false }, parties)] : [],
    broken: (state, { outcome }) => (fits(outcome, [state, state.isBroken]) ? [state] : []),
    nWaiting: (state, { outcome }) => (fits(outcome, [state, partiesIn(state).length]) ? [state] : []),
  };
  return {
    initial: { line: [], acting: null, next: [], isBroken: false, fates: {} },
    step(state, turn) {
      const step = steps[turn.name];
      if (!step) throw new Error(`the model has no operation ${turn.name}`);
      return step(state, turn);
    },
    sessionEnded(state, client) {
      const isOwn = (wait: string) => wait.startsWith(`${client} `);
      const staying = { ...state, next: state.next.filter(([wait]) => !isOwn(wait)) };
      const after = partiesIn(state).some(isOwn) ? begun(broken(staying), parties) : staying;
      return [{ ...after, fates: Object.fromEntries(Object.entries(after.fates).filter(([wait]) => !isOwn(wait))) }];
    },
    looks: ({ name }) => name === 'broken' || name === 'nWaiting',
    key: ({ fates, ...state }) => JSON.stringify([state, Object.entries(fates).sort()]),
  };
}

function arrived(state: State, turn: Turn, parties: number): readonly State[] {
  const wait = nameOf(turn);
  const never = answers(turn.outcome, 'cancelled') ? [fated(state, [wait], 'never came')] : [];
  const hasAction = turn.args[0] === true;
  if (state.acting === null) return [...never, joined(state, wait, hasAction, parties)];
  return [...never, { ...state, next: [...state.next, [wait, hasAction]] }];
}

/** Those who waited for the next round come to it, until one of them runs its action. */
function begun(state: State, parties: number): State {
  const [first, ...next] = state.next;
  if (!first || state.acting !== null) return state;
  return begun(joined({ ...state, next }, ...first, parties), parties);
}

function joined(state: State, wait: string, hasAction: boolean, parties: number): State {
  if (state.isBroken) return fated(state, [wait], 'broken');
  if (state.line.length + 1 < parties) return { ...state, line: [...state.line, wait] };
  return hasAction ? { ...state, acting: wait } : fated(letGo(state), [wait], parties - 1);
}

/** Who runs its action has come to its end with that. */
function acted(state: State, turn: Turn, parties: number): readonly State[] {
  const over = { ...state, acting: null };
  const [wentOn, failed] = [begun(letGo(over), parties), begun(broken(over), parties)];
  if (turn.outcome.kind === 'unknown') return [wentOn, failed];
  if (answers(turn.outcome, parties - 1)) return [wentOn];
  return answers(turn.outcome, 'failed') ? [failed] : [];
}

function left(state: State, turn: Turn, parties: number): readonly State[] {
  const wait = nameOf(turn);
  const may = (...possible: readonly unknown[]) => possible.some((answer) => answers(turn.outcome, answer));
  // Nobody leaves the line but by breaking the barrier for all.
  if (state.line.includes(wait)) {
    return may('cancelled', 'broken or late') ? [begun(forgotten(broken(state), wait), parties)] : [];
  }
  const isEarly = state.next.some(([other]) => other === wait);
  if (isEarly) return may('cancelled') ? [{ ...state, next: state.next.filter(([other]) => other !== wait) }] : [];
  const fate = state.fates[wait];
  const isTold =
    (fate === 'broken' && may('broken', 'broken or late', 'failed')) ||
    (fate === 'never came' && may('cancelled')) ||
    (typeof fate === 'number' && may(fate));
  return isTold ? [forgotten(state, wait)] : [];
}

/** All who wait are sent away. */
function broken(state: State): State {
  return { ...fated(state, partiesIn(state), 'broken'), line: [], acting: null, isBroken: true };
}

/** All who wait go on. */
function letGo(state: State): State {
  const places = Object.fromEntries(state.line.map((wait, place) => [wait, place]));
  return { ...state, line: [], fates: { ...state.fates, ...places } };
}

function fated(state: State, waits: readonly string[], fate: Fate): State {
  return { ...state, fates: { ...state.fates, ...Object.fromEntries(waits.map((wait) => [wait, fate])) } };
}

function forgotten(state: State, wait: string): State {
  const { [wait]: _, ...fates } = state.fates;
  return { ...state, fates };
}

function partiesIn({ line, acting }: State): readonly string[] {
  return acting === null ? line : [...line, acting];
}

function nameOf({ client, args }: Turn): string {
  return `${client} ${args[1]}`;
}
