/** The description of an operation, from which both the proxy's call and the engine's admission derive. */
import type { ErrorCode } from '../../protocol/errors.js';
import type { Plain } from '../../protocol/messages.js';
import type { ArgumentKind, OptionKind, ResultKind } from './kinds.js';

export interface Operation extends Waiting {
  /** The kinds of the arguments, in their order on the wire. */
  readonly takes: readonly (ArgumentKind | OptionKind)[];
  /** The arguments' names, for error messages. */
  readonly names: readonly string[];
  /** The names of those that are given among the call's options. */
  readonly optionNames: readonly string[];
  readonly gives: ResultKind<unknown>;
}

/** How the calls of an operation wait, and what they need. */
export interface Waiting {
  /**
   * It changes nothing that anybody could see, and takes nothing: the right to read is enough to call it. Absent: it needs
   * the right to write.
   */
  readonly reads?: boolean;
  /** The waiting line that a parked call joins; calls of one line are served in their order. Absent: it never parks. */
  readonly line?: string;
  /** Each call is tried when it arrives, also behind others: its arrival may be what all of them wait for. */
  readonly gathers?: boolean;
  /**
   * A call joins right behind those of its session's owner that wait there, if any. For locks that count how often their
   * owner has them: with somebody between, the owner would have the lock and yet wait behind who waits for it.
   */
  readonly together?: boolean;
  /** Neither a time limit nor a cancel ends the wait: for what must not be left half done. */
  readonly patient?: boolean;
  /**
   * A session whose answers or calls take all the room it has can still call it: it takes little, and others wait for what
   * it gives back. Inner operations, which go on with what was begun, need not say so.
   */
  readonly frees?: boolean;
  /**
   * The answer can come long after the call's time was over, or after it was cancelled, because the call goes on as one that
   * is patient.
   */
  readonly overtime?: boolean;
  /** What a call gets whose time ran out while it waited: `TimeoutError` where nothing is said. */
  readonly late?: Late;
}

/** An error or a result, as Python's `get` raises and `wait` returns false. */
export type Late = { readonly error: ErrorCode; readonly message: string } | { readonly result: Plain };

/** For an operation that changes nothing. */
export const reading = { reads: true } as const satisfies Waiting;

export type Operations = Readonly<Record<string, Operation>>;

/** An operation together with the exact types of its arguments and result. */
export interface TypedOperation<Takes extends readonly ArgumentKind[], Gives> extends Operation {
  readonly takes: Takes;
  readonly gives: ResultKind<Gives>;
}

type Named = readonly (readonly [name: string, kind: ArgumentKind])[];

/** Describes an operation, keeping the exact types of its arguments and its result for both sides. */
export function operation<const Takes extends Named, Gives>(
  takes: Takes,
  gives: ResultKind<Gives>,
  waiting: Waiting = {},
): TypedOperation<{ [I in keyof Takes]: Takes[I][1] }, Gives> {
  return {
    takes: takes.map(([, kind]) => kind) as unknown as { [I in keyof Takes]: Takes[I][1] },
    names: takes.map(([name]) => name),
    optionNames: takes.filter(([, kind]) => 'isOption' in kind).map(([name]) => name),
    gives,
    ...waiting,
  };
}

/** What a proxy passes as the arguments of operation `O`, beside its options. Optional ones at the end may be left out. */
export type GivenOf<O extends Operation> = Trimmed<AllGiven<O['takes']>>;

type AllGiven<Takes extends readonly ArgumentKind[]> = Takes extends readonly [infer First, ...infer Rest]
  ? First extends OptionKind
    ? []
    : [GivenAs<First>, ...AllGiven<Extract<Rest, readonly ArgumentKind[]>>]
  : [];

type GivenAs<Kind> = Kind extends ArgumentKind<infer Given, unknown> ? Given : never;

type Trimmed<Args> = Args extends [...infer Front, infer Last]
  ? undefined extends Last
    ? Args | Trimmed<Front>
    : Args
  : Args;

/** The arguments of operation `O` as the engine admits them. */
export type AdmittedOf<O extends Operation> = AllAdmitted<O['takes']>;

type AllAdmitted<Takes extends readonly ArgumentKind[]> = {
  -readonly [I in keyof Takes]: Takes[I] extends ArgumentKind<never, infer Admitted> ? Admitted : never;
};

/** What a call of operation `O` resolves to. */
export type GivesOf<O extends Operation> = O['gives'] extends ResultKind<infer Gives> ? Gives : never;
