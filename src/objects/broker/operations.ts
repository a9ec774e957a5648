import type { Owner } from '../../../protocol/messages.js';
import { aValue, option, optional, plainly, positive, value } from '../kinds.js';
import { operation } from '../operation.js';
import type { Statistics } from './statistics.js';
import { measure, type Top } from './top.js';

/** How much of everything a broker holds at a moment. */
export interface Census {
  /** Sessions, those that may still resume among them. */
  readonly sessions: number;
  /** Shared objects, named and unnamed. */
  readonly objects: number;
  /** Calls that wait in a line. */
  readonly waiting: number;
  /** Answers that their receivers have not acknowledged yet. */
  readonly unacknowledged: number;
  /** References that sessions hold. */
  readonly references: number;
}

/** A session, as people look for it. */
export interface SessionInfo {
  /** What the client says it is: library, runtime, process id. */
  readonly client: string;
  readonly references: number;
  /** Its calls that wait. */
  readonly waiting: number;
  /** Answers that it has not acknowledged. */
  readonly unacknowledged: number;
}

/** A shared object, as people look for it. */
export interface ObjectInfo {
  readonly type: string;
  readonly name: string | null;
  /** How many references sessions, calls and answers have to it. */
  readonly references: number;
  /** How often values that are stored in objects refer to it. */
  readonly stored: number;
  /** Calls that wait at it. */
  readonly waiting: number;
}

/** What a broker holds, in detail. */
export interface DebugInfo extends Census {
  /** The sessions, oldest first; as many as asked for. */
  readonly sessionList: readonly SessionInfo[];
  /** The objects, oldest first; as many as asked for. */
  readonly objectList: readonly ObjectInfo[];
}

/** A client that has something of an object's. */
interface Party {
  readonly client: string;
  /** Which thread or task of the client; `null` where it does not tell them apart. */
  readonly owner: Owner | null;
  /** For how long by now, in milliseconds. */
  readonly forMs: number;
}

/** Who has to do with an object, and who waits for whom. */
export interface Who extends ObjectInfo {
  /** The clients that know it, and by how many references. */
  readonly knownBy: readonly { readonly client: string; readonly references: number }[];
  /** Who holds it, or something of it: permits, levels, items. */
  readonly holders: readonly (Party & { readonly count: number })[];
  /** Who waits, first come first; as many as asked for. */
  readonly waiters: readonly (Party & { readonly operation: string })[];
}

/** What the broker itself does, under handle 0. PROTOCOL.md, "The broker object". */
export const brokerOperations = {
  ping: operation([['value', optional(value)]], aValue),
  numberOfObjects: operation([], plainly<number>()),
  census: operation([], plainly<Census>()),
  debugInfo: operation([['limit', option(optional(positive))]], plainly<DebugInfo>()),
  who: operation(
    [
      ['object', value],
      ['limit', option(optional(positive))],
    ],
    plainly<Who>(),
  ),
  statistics: operation([], plainly<Statistics>()),
  top: operation(
    [
      ['sort', option(optional(measure))],
      ['limit', option(optional(positive))],
    ],
    plainly<Top>(),
  ),
};
