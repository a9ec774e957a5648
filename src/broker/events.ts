import type { BrokerLimitName } from '../../protocol/broker-limits.js';
import type { ErrorCode } from '../../protocol/errors.js';
import type { ClientInfo, Happening } from '../engine/happenings.js';
import type { Right } from '../engine/principal.js';

export type { ClientInfo } from '../engine/happenings.js';

/**
 * What happens in a broker that its operator may want to know: for logs and for counting. Never a value's content, and
 * of keys only public ones.
 */
export type BrokerEvent =
  /** A client proved who it is, and has begun a session. */
  | { readonly kind: 'session opened'; readonly session: ClientInfo }
  /** The connection of a session is lost. Its client may come back within its grace; until then it keeps what it holds. */
  | { readonly kind: 'session lost'; readonly session: ClientInfo; readonly graceMs: number }
  /** It is back. `awayForMs`: how long it was without a connection, as far as the broker noticed. */
  | { readonly kind: 'session resumed'; readonly session: ClientInfo; readonly awayForMs: number }
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
  /**
   * Something was refused because of a limit, or a session ended over it: told once a minute for each client and limit.
   * Without a session, it is the broker's doors that are too full: `sessions` or `strangers`.
   */
  | { readonly kind: 'limit reached'; readonly limit: BrokerLimitName; readonly session?: ClientInfo }
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
    }
  /** The broker is about to end: it refuses what waits, and ends all sessions. */
  | { readonly kind: 'stopping' }
  | Happening;

/** Hears of what happens in a broker. May not throw; is called within a step, so it does not wait either. */
export type OnEvent = (event: BrokerEvent) => void;
