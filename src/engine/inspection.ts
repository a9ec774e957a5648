import { ArgumentError } from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import type { Census, DebugInfo, ObjectInfo, SessionInfo, Who } from '../objects/broker/operations.js';
import type { Measure, Top } from '../objects/broker/top.js';
import type { Directory } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { Session } from './session.js';
import { StandingOut } from './standing-out.js';

/** How many entries a list has when nobody says. */
const USUAL_LIMIT = 1_000;

/** And at the most: an answer must fit a frame. */
const MOST_ENTRIES = 10_000;

/** Tells people what an engine holds. Ids stay out of it: who knows the id of an object can reach it. */
export class Inspection {
  readonly #directory: Directory;
  readonly #sessions: ReadonlyMap<Id, Session>;

  constructor(directory: Directory, sessions: ReadonlyMap<Id, Session>) {
    this.#directory = directory;
    this.#sessions = sessions;
  }

  object(id: Id): HostedObject {
    return this.#directory.get(id);
  }

  session(id: Id): Session {
    return this.#sessions.get(id) as Session;
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

  /** `object` by its id, at a time on the engine's clock. */
  who(object: Id, now: number, limit: number = USUAL_LIMIT): Who {
    const hosted = this.#directory.get(object);
    return {
      ...objectInfo(hosted),
      knownBy: first(limit, this.#knowing(hosted), (session) => ({
        client: session.client,
        references: session.timesKnown(hosted),
      })),
      holders: first(limit, hosted.state.holders?.() ?? [], ({ session, owner, since, count }) => ({
        client: this.#sessions.get(session)?.client ?? 'a session that has ended',
        owner: owner ?? null,
        forMs: now - since,
        count: count ?? 1,
      })),
      waiters: first(limit, hosted.waiters(), ({ caller, owner, since, operation }) => ({
        client: caller.client,
        owner: owner ?? null,
        forMs: now - since,
        operation,
      })),
    };
  }

  /** What stands out at a time on the engine's clock. */
  top(now: number, sort?: Measure, limit?: number): Top {
    return new StandingOut(this.#sessions, sort, limit).lookAt(this.#directory, now);
  }

  *#knowing(object: HostedObject): Iterable<Session> {
    for (const session of this.#sessions.values()) if (session.timesKnown(object) > 0) yield session;
  }
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
