/**
 * What a shared type is to the engine: a description of its operations, and a state class that carries them out.
 * Everything a state needs of the world reaches it through its `Call`, so a state is the same under a memory engine, a
 * recovered log or another store. The proxy's side of a type is in `shared-object.ts`.
 */
import type { Id, Owner, Plain } from '../../protocol/messages.js';
import type { AdmittedOf, Operations } from './operation.js';
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

/** What an operation can answer: plain data, stored values, and arrays of both. */
export type Result = Plain | Stored | undefined | readonly Result[];

export type Outcome = Result | Handout | typeof PARK;

/** One call, as the state that serves it sees it. Valid only while the operation runs. */
export interface Call {
  /** Milliseconds on the engine's clock. */
  readonly now: number;
  readonly session: Id;
  /** Which thread or task of the session calls; `undefined` where the caller does not tell them apart. */
  readonly owner: Owner | undefined;
  /** How many bytes of values one answer carries. */
  readonly room: number;
  /** This object stores `value` from now on: objects it refers to live as long as it is stored. */
  keep(value: Stored): void;
  /** This object no longer stores `value`. Pairs with `keep`, once for once. */
  drop(value: Stored): void;
  /** The calling session holds something here: `sessionEnded` must be called should it end. Calling again is harmless. */
  hold(): void;
  /** The calling session holds nothing here any more. */
  letGo(): void;
}

/** What every state class offers beside its operations. */
export interface State {
  /**
   * The token of the latest exclusive grant, on types that grant: a call that shows an older one is refused. Tokens
   * only ever grow, also across a restore.
   */
  readonly latestToken?: number;
  /** Everything, as plain data and stored values, such that `restore` makes an equal state of it. */
  snapshot(): Result;
  /** Gives back what the ended session `call.session` held, as its waiters and its later successors must see it. */
  sessionEnded?(call: Call): void;
  /** Takes back the items of a `Handout` whose receiver's session ended before it acknowledged them. */
  takeBack?(call: Call, items: readonly unknown[]): void;
}

/** The shape of a state class: a method for each operation of `O`, with the arguments as the engine admits them. */
export type StateOf<O extends Operations> = State & {
  [K in keyof O]: (call: Call, ...args: AdmittedOf<O[K]>) => Outcome;
};

/** An option of a type: how it is checked, and what it is when nobody says. */
export interface Option {
  readonly byDefault: Plain;
  /** What a right value is, to end the sentence "it must be …"; `undefined` for a right value. */
  wrong(value: Plain): string | undefined;
}

export type Options = { readonly [name: string]: Plain };

/** The broker's face of a shared type. `sharedType` checks that its state matches its operations. */
export interface TypeDefinition {
  /** The name on the wire, and the manager's method that opens it. */
  readonly name: string;
  readonly operations: Operations;
  readonly options: Readonly<Record<string, Option>>;
  create(options: Options): State;
  restore(options: Options, snapshot: Result): State;
}
