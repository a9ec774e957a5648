import { StateError } from '../../protocol/errors.js';
import type { Owner } from '../../protocol/messages.js';
import type { SharedObject } from '../objects/shared-object.js';
import type { UserType } from './define.js';
import type { SharedReference } from './reference.js';

/** The call that a method of a user-defined type serves. It is over when the method returns. */
export interface CurrentCall {
  /** Milliseconds on the broker's clock, which never goes back and has nothing to do with the time of day. */
  readonly now: number;
  /** Which client calls, by a name that no other one will ever have. A client that is gone comes back as another. */
  readonly session: string;
  /** Which thread or task of the client calls, where its call says so with `{ owner }`. */
  readonly owner: Owner | undefined;
  /** The client holds something of this object from now on: its end is told to `sessionEnded(session)`. */
  hold(): void;
  /** The client holds nothing of this object any more. */
  letGo(): void;
  /**
   * Makes a new object without a name, for the method to store or to return; one that it does neither with ends with
   * the call. Throws what opening it would reject with.
   */
  create<P extends SharedObject, Args extends readonly unknown[]>(
    type: UserType<P, Args>,
    ...args: Args
  ): SharedReference<P>;
  create<P extends SharedObject = SharedObject>(type: string, options?: object): SharedReference<P>;
}

let current: CurrentCall | undefined;

/**
 * The call under way, inside of a method of a user-defined type: when it comes and from whom. Throws `StateError` anywhere
 * else, in constructors and hooks too.
 */
export function currentCall(): CurrentCall {
  if (current) return current;
  throw new StateError(
    'currentCall() is for the methods of a shared type, while the broker carries out a call of them',
  );
}

/** Runs a method, for which `call` is the current one, or what has none: a method may make objects, and so run constructors. */
export function during<T>(call: CurrentCall | undefined, run: () => T): T {
  const before = current;
  current = call;
  try {
    return run();
  } finally {
    current = before;
  }
}
