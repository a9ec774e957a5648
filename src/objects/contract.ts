/**
 * What a shared type is to the engine: a description of its operations, and a state class that carries them out.
 * Everything a state needs of the world reaches it through its `Call`, so a state is the same under a memory engine, a
 * recovered log or another store. The proxy's side of a type is in `shared-object.ts`.
 */
import type { Id, Owner, Plain } from '../../protocol/messages.js';
import type { AdmittedOf, Operations, Waiting } from './operation.js';
import type { Stored } from './stored.js';

export { ReferringValue, type Stored, type StoredKey } from './stored.js';

/** Returned by an operation that cannot go on yet: the engine tries it again whenever the object changed. */
export const PARK: unique symbol = Symbol('PARK');

/**
 * A result that hands something out. Until the receiver acknowledges it, `items` can still come back: when the
 * receiver's session ends first, the engine gives them to the state's `takeBack`.
 */
export class Handout {
  constructor(
    readonly result: Result,
    readonly items: readonly unknown[],
  ) {}
}

/**
 * Answered by an operation whose call goes on as another one, of this object or of another: the caller sees one call with
 * one answer. What is left of its time limit goes with it. So a condition's `wait` gives its lock up, sleeps and takes the
 * lock again, each where it belongs.
 */
export class GoOn {
  constructor(
    /** A name in the type's `inner` operations, or among those on the wire. */
    readonly operation: string,
    /** As an operation is given them: admitted already. */
    readonly args: readonly unknown[] = [],
    /** The object that it goes on at. Default: this one. Whoever names it sees to it that it is there. */
    readonly at?: Id,
  ) {}
}

/** What an operation can answer: plain data, stored values, and arrays of both. */
export type Result = Plain | Stored | undefined | readonly Result[];

export type Outcome = Result | Handout | GoOn | typeof PARK;

/**
 * Why a call waits no longer, though it could not go on. `refused`: by the engine, before it came to its operation again, as
 * for a stale fence.
 */
export type WaitEnd = 'late' | 'cancelled' | 'session ended' | 'refused';

/** Why a `Handout` is no more: its answer could not be sent, or its receiver may have had it, and is gone. */
export type HandoutEnd = 'not sent' | 'session ended';

/** The world, as an object's state sees it in its turn. Valid only while the turn lasts. */
export interface Turn {
  /** Milliseconds on the engine's clock. */
  readonly now: number;
  /** The object itself. */
  readonly self: Id;
  /** This object stores `value` from now on: objects it refers to live as long as it is stored. */
  keep(value: Stored): void;
  /** This object no longer stores `value`. Pairs with `keep`, once for once. */
  drop(value: Stored): void;
  /** Passes `value` on to another object, whose state's `receive` takes it. False if that object is no more. */
  send(to: Id, value: Stored): boolean;
  /** Whether the broker may take in so much more. To be asked where what comes makes more than itself that stays. */
  mayTake(bytes: number): boolean;
  /** How many things one session may hold here, where each takes memory. */
  readonly mostHeld: number;
  /** How many calls wait in a line of this object; the present one does not count. */
  waiting(line: string): number;
  /** Whether one of those who wait in a line will be refused when its turn comes, as its fence is stale by now. */
  hasStale(line: string): boolean;
}

/** One call, as the state that serves it sees it. */
export interface Call extends Turn {
  /**
   * The operation as the program called it, as `list.remove`. Errors begin with it: `list.remove: …`; those about one of its
   * arguments with that: `argument value of list.remove …`.
   */
  readonly calledAs: string;
  readonly session: Id;
  /** Which thread or task of the session calls; `undefined` where the caller does not tell them apart. */
  readonly owner: Owner | undefined;
  /** When it arrived, on the engine's clock. */
  readonly since: number;
  /** How many bytes of values one answer carries. */
  readonly room: number;
  /** Whether it has waited in its line and is tried again; false for a call that has just come. */
  readonly waits: boolean;
  /** What an object is, for people and for users' classes; `undefined` if there is none of this id any more. */
  whatIs(id: Id): Identity | undefined;
  /** Makes a new object without a name. It ends with the present step unless something refers to it by then. */
  create(wanted: NewObject): void;
  /** The calling session holds something here: `sessionEnded` must be called should it end. Calling again is harmless. */
  hold(): void;
  /** The calling session holds nothing here any more. */
  letGo(): void;
}

/** What can be told of an object to whoever may know its id. */
export interface Identity {
  readonly type: string;
  readonly name: string | null;
}

/** An object to be made on behalf of another one. */
export interface NewObject {
  /** Never used before, and nothing that anybody could guess: who knows an object's id can reach it. */
  readonly id: Id;
  readonly type: string;
  /** As an opener gives them; an option that names an object is a place in `references`. */
  readonly options: Options;
  readonly references: readonly Id[];
}

/** Somebody who holds something of an object's: a lock, permits, a place. */
export interface Holder {
  readonly session: Id;
  readonly owner?: Owner | undefined;
  /** Since when, on the engine's clock. */
  readonly since: number;
  /** How much of it: permits, levels, items. Default: 1. */
  readonly count?: number;
}

/** What a call that waits lacks, where only those who have it can give it. */
export interface Lack {
  /** Everybody who has something of it. */
  readonly from: readonly Holder[];
  /** How much of what they have, as their counts tell it, must come back. */
  readonly count: number;
}

/** What every state class offers beside its operations. */
export interface State {
  /**
   * The token of the latest exclusive grant, on types that grant: a call that shows an older one is refused. Tokens
   * only ever grow, also across a restore.
   */
  readonly latestToken?: number | undefined;
  /**
   * When `tick` is to be called, on the engine's clock: when the first of what has a time here is over. Looked at after
   * every turn. Absent or `undefined`: never.
   */
  readonly dueAt?: number | undefined;
  /** How long calls that set themselves no limit may wait here, in milliseconds. Absent or `undefined`: for ever. */
  readonly timeoutMs?: number | undefined;
  /** How many things it holds, where it holds any: items, entries, elements. For people who look, and for limits. */
  readonly items?: number;
  /** The bytes of what it holds, with what that takes around it, roughly. */
  readonly bytes?: number;
  /** Everything, as plain data and stored values, such that `restore` makes an equal state of it. */
  snapshot(): Result;
  /** The object has come to be, with its options; not called for one that is restored. */
  created?(turn: Turn): void;
  /** The time `dueAt` has come. Calls that wait are tried after it. */
  tick?(turn: Turn): void;
  /** Takes what another object passed on by `Turn.send`. Calls that wait are tried after it. */
  receive?(turn: Turn, value: Stored): void;
  /**
   * A call that waits here for `operation`, with `args`, is about to end without having gone on. May let it go on in another
   * way, if it is late or was cancelled; otherwise it gets what its operation says for being late, `CancelledError`, or why it
   * was refused. What the operation itself throws is no such end.
   */
  waitEnded?(call: Call, operation: string, why: WaitEnd, args: readonly unknown[]): GoOn | undefined;
  /** Gives back what the ended session `call.session` held, as its waiters and its later successors must see it. */
  sessionEnded?(call: Call): void;
  /** Who holds what here, for people who look for what keeps others waiting. */
  holders?(): readonly Holder[];
  /**
   * What keeps the call that waits first in its line for `operation` waiting; `undefined` where others than those who hold
   * something here could let it go on. For the search for deadlocks, so an answer of too little raises a false alarm.
   */
  lacks?(operation: string, args: readonly unknown[]): Lack | undefined;
  /**
   * Takes back the items of a `Handout` that never left, or whose receiver's session ended before it acknowledged them. Of
   * several handouts of one session, the last comes back first.
   */
  takeBack?(call: Call, items: readonly unknown[], why: HandoutEnd): void;
}

/** The shape of a state class: a method for each operation of `O`, with the arguments as the engine admits them. */
export type StateOf<O extends Operations> = State & {
  [K in keyof O]: (call: Call, ...args: AdmittedOf<O[K]>) => Outcome;
};

/**
 * An option of a type: how it is checked, and what it is when nobody says. One that `refersTo` objects of some types is a
 * handle on the wire and an id to the state, and keeps that object alive. One that `holdsValue` is a user's value, encoded;
 * it is what a new object begins with, and means nothing where the object exists.
 */
export interface Option {
  readonly byDefault: Plain;
  /**
   * No new object can be made without it. Who opens one that is there by its name can leave it out; then it is `null`, as
   * is its default.
   */
  readonly isNeeded?: boolean;
  readonly holdsValue?: boolean;
  readonly refersTo?: readonly string[];
  /**
   * Of one that `refersTo`: the new object passes on what comes to that one, so that who made it must be allowed to read that
   * one, and who calls it without knowing its name, too. Absent: who made it must be allowed to write to that one.
   */
  readonly isSource?: boolean;
  /** Of one that `refersTo`: without that object the new one is nothing. It ends when an operator drops that. */
  readonly isBasis?: boolean;
  /** What a right value is, to end the sentence "it must be …"; `undefined` for a right value. */
  wrong(value: Plain): string | undefined;
}

export type Options = { readonly [name: string]: Plain };

/** How many items a call may add, by its arguments; `undefined` where it adds nothing at all. */
export type Adds = (args: readonly unknown[]) => number | undefined;

/** What makes an object hold more. Such a call is refused where the object, or the broker, may not. */
export interface Growth {
  /** What an item takes in memory beside its bytes, roughly. */
  readonly bytesEach: number;
  /** For each such operation. */
  readonly by: Readonly<Record<string, Adds | undefined>>;
}

/** The broker's face of a shared type. `sharedType` checks that its state matches its operations. */
export interface TypeDefinition {
  /** Which operations can make an object hold more, and what that takes. Absent: none. */
  readonly growth?: Growth;
  /** The name on the wire, and the manager's method that opens it. */
  readonly name: string;
  readonly operations: Operations;
  /** Operations that only a `GoOn` leads to. They are no names on the wire. */
  readonly inner?: Readonly<Record<string, Waiting>>;
  readonly options: Readonly<Record<string, Option>>;
  create(options: Options): State;
  restore(options: Options, snapshot: Result): State;
  /** Carries out an operation, for types whose states do not have a method for each. */
  run?(state: State, operation: string, call: Call, args: readonly unknown[]): Outcome;
}
