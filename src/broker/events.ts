import type { ErrorCode } from '../../protocol/errors.js';
import type { Right } from '../engine/principal.js';

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

/**
 * What happens in a broker that its operator may want to know: for logs and for counting. Never a value's content, and
 * of keys only public ones.
 */
export type BrokerEvent =
  /** A client proved who it is, and has begun a session. */
  | { readonly kind: 'session opened'; readonly session: ClientInfo }
  /** A session is over. `forMs`: how long it lasted. */
  | { readonly kind: 'session ended'; readonly session: ClientInfo; readonly reason: string; readonly forMs: number }
  /** Somebody was not let in. */
  | {
      readonly kind: 'refused';
      readonly address: string;
      readonly code: ErrorCode;
      readonly reason: string;
      /** What it says it is, if it said so. */
      readonly client?: string;
      /** The principal that it says to belong to, where there is one: whose key it does not have, or does not have any more. */
      readonly principal?: string;
      /** The network address that it came from, where CURVE kept it out and that is known. */
      readonly peer?: string;
      /** The key in Z85 that CURVE kept it out for: it owns that, and no principal has it. */
      readonly publicKey?: string;
    }
  /** A client was refused something that its principal has no right to. Of many such things in one packet the first. */
  | {
      readonly kind: 'denied';
      readonly session: ClientInfo;
      /** As `queue.put`; `open` and `attach` for what makes an object known. */
      readonly operation: string;
      /** The right that is missing; `any` where each of them would do. */
      readonly right: Right | 'any';
      /** The name that it is missing on; `*` for all names. */
      readonly object: string;
    };

/** Hears of what happens in a broker. May not throw; is called within a step, so it does not wait either. */
export type OnEvent = (event: BrokerEvent) => void;
