/** What people are told of a broker. Ids stay out of it: who knows the id of an object can reach it. */
import type { Owner, Plain } from '../../../protocol/messages.js';

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

/** A client in a session, by the number that `kick` takes. */
export interface ClientStatus extends SessionInfo {
  /** The sessions of a broker are numbered from 1, in the order of their arrival. */
  readonly number: number;
  readonly principal: string;
  /** The address of the broker's that it came to. */
  readonly address: string;
  /** For how long its session has lasted, in milliseconds. */
  readonly forMs: number;
  /** For how long its connection has been lost, in milliseconds; `null` while there is one. */
  readonly awayForMs: number | null;
  /** At how many objects it holds something: locks, permits, deliveries. */
  readonly holds: number;
}

/** The clients of a broker, oldest first. */
export interface ClientList {
  readonly clients: readonly ClientStatus[];
  /** How many there are, also beyond those listed. */
  readonly total: number;
}

/** What tells people of an object which one it is. */
export interface ObjectName {
  readonly type: string;
  readonly name: string | null;
}

/** A shared object, as people look for it. */
export interface ObjectInfo extends ObjectName {
  /** How many references sessions, calls and answers have to it. */
  readonly references: number;
  /** How often values that are stored in objects refer to it. */
  readonly stored: number;
  /** Calls that wait at it. */
  readonly waiting: number;
}

/** The same with what is in it. */
export interface ObjectStatus extends ObjectInfo {
  /** How many hold something of it: grants, permits, deliveries. */
  readonly holders: number;
  /** How many things it holds; `null` where it holds none or does not count them. */
  readonly items: number | null;
  /** About how many bytes they take; `null` where it does not count them. */
  readonly bytes: number | null;
}

/** Objects that were asked for, oldest first. */
export interface ObjectList {
  readonly objects: readonly ObjectStatus[];
  /** How many there are, also beyond those listed. */
  readonly total: number;
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
  /** The number of its session. */
  readonly number: number;
  readonly client: string;
  /** Which thread or task of the client; `null` where it does not tell them apart. */
  readonly owner: Owner | null;
  /** For how long by now, in milliseconds. */
  readonly forMs: number;
}

/** One of those who wait for each other. */
export interface DeadlockParty extends Party {
  /** What it waits for; `forMs` says how long. */
  readonly waitsFor: ObjectName;
  readonly operation: string;
  /** What it holds that the one before it waits for. */
  readonly holds: ObjectName;
}

/**
 * A ring of clients each of which holds what the one before it waits for: the first holds what the last waits for. A client
 * counts as one, with all its tasks, unless they call as owners of their own.
 */
export interface Deadlock {
  /** How long it has lasted by now, in milliseconds. */
  readonly forMs: number;
  /** When the first of its waits is over by itself, in milliseconds from now; `null` if none has a time limit. */
  readonly endsInMs: number | null;
  readonly parties: readonly DeadlockParty[];
}

/** Who has to do with an object, and who waits for whom. */
export interface Who extends ObjectInfo {
  /** The clients that know it, and by how many references. */
  readonly knownBy: readonly { readonly number: number; readonly client: string; readonly references: number }[];
  /** Who holds it, or something of it: permits, levels, items. */
  readonly holders: readonly (Party & { readonly count: number })[];
  /** Who waits, first come first; as many as asked for. */
  readonly waiters: readonly (Party & { readonly operation: string })[];
  /** Those that this object is part of. */
  readonly deadlocks: readonly Deadlock[];
}

/** All that can be told of a named object, but not what is in it. */
export interface ObjectDetails extends Who {
  readonly items: number | null;
  readonly bytes: number | null;
  /** The options that it was made with. Another object among them is told by its type and name; values are left out. */
  readonly options: { readonly [name: string]: Plain };
}

/** What the process is that a broker runs in. */
export interface ProcessFacts {
  readonly version: string;
  readonly node: string;
  readonly pid: number;
  /** The addresses that it listens at. */
  readonly addresses: readonly string[];
  /** How long the broker has been serving, in milliseconds. */
  readonly uptimeMs: number;
  readonly memory: {
    /** What the system has given to the process. */
    readonly rss: number;
    readonly heapUsed: number;
    readonly heapTotal: number;
    /** Buffers outside of the heap. */
    readonly external: number;
  };
}

/** How a broker fares. */
export interface Status extends ProcessFacts, Census {
  readonly deadlocks: readonly Deadlock[];
}

/** What became of an object that was dropped. */
export interface Dropped {
  readonly type: string;
  readonly name: string;
  /** How many calls waited there. They were refused with `ObjectGoneError`. */
  readonly waiting: number;
  /** How many held something of it, and have lost it. */
  readonly holders: number;
  /** What it held; `null` where it does not count that. */
  readonly items: number | null;
}
