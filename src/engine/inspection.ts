import { ArgumentError } from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import type {
  Census,
  ClientList,
  ClientStatus,
  DebugInfo,
  ObjectDetails,
  ObjectInfo,
  ObjectList,
  ObjectStatus,
  SessionInfo,
  Who,
} from '../objects/broker/info.js';
import type { Measure, Top } from '../objects/broker/top.js';
import type { Holder } from '../objects/contract.js';
import type { DeadlockWatch } from './deadlock-watch.js';
import type { Directory } from './directory.js';
import type { ClientInfo } from './happenings.js';
import type { HostedObject } from './hosted-object.js';
import { NamePattern } from './name-pattern.js';
import type { Session } from './session.js';
import { StandingOut } from './standing-out.js';

/** How many entries a list has when nobody says. */
const USUAL_LIMIT = 1_000;

/** And at the most: an answer must fit a frame. */
const MOST_ENTRIES = 10_000;

/** Which objects are asked for. */
export interface Wanted {
  /** Of named objects. Without, unnamed ones are wanted too. */
  readonly pattern?: string | undefined;
  readonly type?: string | undefined;
}

/** Tells people what an engine holds. Ids stay out of it: who knows the id of an object can reach it. */
export class Inspection {
  readonly #directory: Directory;
  readonly #sessions: ReadonlyMap<Id, Session>;
  readonly #deadlocks: DeadlockWatch;

  constructor(directory: Directory, sessions: ReadonlyMap<Id, Session>, deadlocks: DeadlockWatch) {
    this.#directory = directory;
    this.#sessions = sessions;
    this.#deadlocks = deadlocks;
  }

  census(): Census {
    const sessions = [...this.#sessions.values()];
    const sum = (count: (session: Session) => number) => sessions.reduce((total, session) => total + count(session), 0);
    return {
      sessions: sessions.length,
      objects: this.#directory.size,
      waiting: sum((session) => session.waiting.size),
      unacknowledged: sum((session) => session.outbox.unacknowledged),
      references: sum((session) => session.references),
    };
  }

  debugInfo(limit: number = USUAL_LIMIT): DebugInfo {
    return {
      ...this.census(),
      sessionList: first(limit, this.#sessions.values(), sessionInfo),
      objectList: first(limit, this.#directory.objects(), objectInfo),
    };
  }

  deadlocks(now: number): ReturnType<DeadlockWatch['deadlocks']> {
    return this.#deadlocks.deadlocks(now);
  }

  /** Those that `isOpen` to who asks. */
  objects(wanted: Wanted, isOpen: (object: HostedObject) => boolean, limit: number = USUAL_LIMIT): ObjectList {
    const isWanted = wish(wanted);
    const objects = [...this.#directory.objects()].filter((object) => isWanted(object) && isOpen(object));
    return { objects: first(limit, objects, objectStatus), total: objects.length };
  }

  clients(now: number, limit: number = USUAL_LIMIT): ClientList {
    const clients = first(limit, this.#sessions.values(), (session) => clientStatus(session, now));
    return { clients, total: this.#sessions.size };
  }

  /** An object at a time on the engine's clock. */
  who(object: HostedObject, now: number, limit: number = USUAL_LIMIT): Who {
    return {
      ...objectInfo(object),
      knownBy: first(limit, this.#knowing(object), (session) => ({
        number: session.newcomer.number,
        client: session.client,
        references: session.timesKnown(object),
      })),
      holders: first(limit, holdersOf(object), ({ session, owner, since, count }) => ({
        ...this.#client(session),
        owner: owner ?? null,
        forMs: now - since,
        count: count ?? 1,
      })),
      waiters: first(limit, object.waiters(), ({ caller, owner, since, operation }) => ({
        number: caller.newcomer.number,
        client: caller.client,
        owner: owner ?? null,
        forMs: now - since,
        operation,
      })),
      deadlocks: first(limit, this.#deadlocks.deadlocks(now, object), (deadlock) => deadlock),
    };
  }

  show(object: HostedObject, now: number, limit?: number): ObjectDetails {
    const { items = null, bytes = null } = object.state;
    return { ...this.who(object, now, limit), items, bytes, options: this.#shownOptions(object) };
  }

  #client(session: Id): { number: number; client: string } {
    const known = this.#sessions.get(session);
    return known
      ? { number: known.newcomer.number, client: known.client }
      : { number: 0, client: 'a session that has ended' };
  }

  #shownOptions({ type, options }: HostedObject): ObjectDetails['options'] {
    return type.shownOptions(options, (id) => {
      const object = this.#directory.find(id);
      return object ? { type: object.type.name, name: object.name } : null;
    });
  }

  /** What stands out at a time on the engine's clock. */
  top(now: number, sort?: Measure, limit?: number): Top {
    return new StandingOut(this.#sessions, sort, limit).lookAt(this.#directory, now);
  }

  *#knowing(object: HostedObject): Iterable<Session> {
    for (const session of this.#sessions.values()) if (session.timesKnown(object) > 0) yield session;
  }
}

export function clientInfo({ newcomer }: Session): ClientInfo {
  const { number, principal, client, address } = newcomer;
  return { number, principal: principal.name, client, address };
}

export function clientStatus(session: Session, now: number): ClientStatus {
  const { awaySince } = session.expiry;
  return {
    ...clientInfo(session),
    ...sessionInfo(session),
    forMs: now - session.since,
    awayForMs: awaySince === undefined ? null : now - awaySince,
    holds: session.stakes.size,
  };
}

export function objectStatus(object: HostedObject): ObjectStatus {
  const { items = null, bytes = null } = object.state;
  return { ...objectInfo(object), holders: holdersOf(object).length, items, bytes };
}

export function holdersOf({ state }: HostedObject): readonly Holder[] {
  return state.holders?.() ?? [];
}

function wish({ pattern, type: wantedType }: Wanted): (object: HostedObject) => boolean {
  const names = pattern === undefined ? undefined : new NamePattern(pattern);
  return ({ name, type }) =>
    (wantedType === undefined || type.name === wantedType) && (!names || (name !== null && names.matches(name)));
}

function sessionInfo({ client, references, waiting, outbox }: Session): SessionInfo {
  return { client, references, waiting: waiting.size, unacknowledged: outbox.unacknowledged };
}

function objectInfo(object: HostedObject): ObjectInfo {
  const { type, name, references, stored } = object;
  let waiting = 0;
  for (const line of object.lines) waiting += line.length;
  return { type: type.name, name, references, stored, waiting };
}

function first<T, U>(limit: number, all: Iterable<T>, info: (each: T) => U): U[] {
  if (limit > MOST_ENTRIES) throw new ArgumentError(`limit must be at most ${MOST_ENTRIES}; got ${limit}`);
  const some: U[] = [];
  for (const each of all) {
    if (some.length === limit) break;
    some.push(info(each));
  }
  return some;
}
