import type { ClientInfo } from './events.js';
import type { Grace } from './grace.js';
import type { Guest } from './guest.js';
import type { Outgoing } from './outgoing.js';
import type { Member } from './principals.js';
import type { ReachedLimits } from './reached-limits.js';

/** What the shell knows of a session; all else is the engine's. */
export interface Seat {
  readonly secret: Uint8Array;
  /** Who has begun it, and may resume it. */
  member: Member;
  readonly grace: Grace;
  readonly outgoing: Outgoing;
  readonly info: ClientInfo;
  /** When it began, on the broker's clock. */
  readonly since: number;
  /** When its connection was lost, on the broker's clock. */
  awaySince: number;
  readonly reachedLimits: ReachedLimits;
  /** The guest who sits here; `undefined` while its connection is lost. */
  guest: Guest | undefined;
  /** Whether it is among those to flush, or to acknowledge to: lists with such marks cost every packet less than sets. */
  isToFlush: boolean;
  isToAcknowledge: boolean;
}
