/** What stands out among what a broker holds. PROTOCOL.md, "Top". */
import type { Owner } from '../../../protocol/messages.js';
import { plain } from '../kinds.js';

/** What the objects of a `Top` are chosen by, the greatest first. */
const measures = ['items', 'bytes', 'waiting'] as const;
export type Measure = (typeof measures)[number];

export const measure = plain(`one of ${measures.join(', ')}`, (given): given is Measure =>
  measures.some((each) => each === given),
);

export interface TopObject {
  readonly type: string;
  readonly name: string | null;
  /** How many things it holds, and their bytes with what that takes around them; `null` where it does not hold any. */
  readonly items: number | null;
  readonly bytes: number | null;
  /** Calls that wait at it. */
  readonly waiting: number;
}

/** A client that has to do with an object. */
interface TopParty {
  /** The object's. */
  readonly type: string;
  readonly name: string | null;
  /** The session's number, and what its client says it is. 0 and `''` for a session that has ended. */
  readonly session: number;
  readonly client: string;
  /** Which thread or task of the client; `null` where it does not tell them apart. */
  readonly owner: Owner | null;
  /** For how long by now, in milliseconds. */
  readonly forMs: number;
}

/** Who holds an object, or so much of it. */
export interface TopHolder extends TopParty {
  readonly count: number;
}

/** A call that waits. */
export interface TopWaiter extends TopParty {
  readonly operation: string;
}

/** What stands out now, up to a limit of each. */
export interface Top {
  readonly objects: readonly TopObject[];
  /** The longest first. */
  readonly holders: readonly TopHolder[];
  /** The longest first. */
  readonly waiters: readonly TopWaiter[];
  /** All objects together: how many things they hold, and the bytes of these. */
  readonly items: number;
  readonly bytes: number;
}
