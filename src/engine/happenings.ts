import type { Deadlock, Dropped } from '../objects/broker/info.js';

/** A client in a session, as the operator of a broker knows it. */
export interface ClientInfo {
  /** The sessions of a broker are numbered from 1, in the order of their arrival. */
  readonly number: number;
  readonly principal: string;
  /** What the client says it is: library, runtime, process id. */
  readonly client: string;
  /** The address of the broker's that it came to. */
  readonly address: string;
}

/** What happens in an engine that the operator of a broker may want to know. Never a value's content. */
export type Happening =
  /** An operator ended a session; `by` is the client that asked for it. */
  | {
      readonly kind: 'session kicked';
      readonly session: ClientInfo;
      readonly reason: string;
      readonly by: ClientInfo;
    }
  /** An operator ended a named object. */
  | { readonly kind: 'object dropped'; readonly object: Dropped; readonly by: ClientInfo }
  | {
      readonly kind: 'object renamed';
      readonly type: string;
      readonly name: string;
      readonly newName: string;
      readonly by: ClientInfo;
    }
  /** A client does not take what it is sent: its session ends, before the broker runs out of memory. */
  | {
      readonly kind: 'slow client cut';
      readonly session: ClientInfo;
      readonly reason: string;
      /** Of answers that it has not acknowledged. */
      readonly bytes: number;
    }
  /** Clients wait for each other, and none can go on. Told once, and again only if it was resolved in between. */
  | { readonly kind: 'deadlock'; readonly deadlock: Deadlock }
  /** A mistake in the broker or in a shared type. The call or the session that met it got `InternalError`. */
  | { readonly kind: 'fault'; readonly message: string; readonly stack?: string; readonly session?: ClientInfo };
