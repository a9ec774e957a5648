import { ObjectGoneError, ValueError } from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import type { ClientStatus, Dropped, ObjectStatus } from '../objects/broker/info.js';
import type { Calls } from './calls.js';
import type { Directory } from './directory.js';
import type { Happening } from './happenings.js';
import type { HostedObject } from './hosted-object.js';
import { clientInfo, clientStatus, holdersOf, objectStatus } from './inspection.js';
import type { Session } from './session.js';

/** What an administration needs of the engine that it is part of. */
export interface Authority {
  readonly directory: Directory;
  readonly calls: Calls;
  readonly sessions: ReadonlyMap<Id, Session>;
  /** Ends a session when the message under way is done. */
  kick(session: Session, reason: string): void;
  tell(happening: Happening): void;
}

/** What operators do to the objects and the clients of others. */
export class Administration {
  readonly #authority: Authority;

  constructor(authority: Authority) {
    this.#authority = authority;
  }

  /**
   * Ends a named object, and what was built on it. Who waits there is refused, who holds something there has lost it, and
   * calls by the handles that sessions still have are answered with `OBJECT_GONE`.
   */
  drop(name: string, by: Session, now: number): Dropped {
    const object = this.#authority.directory.named(name);
    const { type, state } = object;
    const items = state.items ?? null;
    const { waiting, holders } = this.#end(object, `${object} was dropped`, now);
    const dropped = { type: type.name, name, waiting, holders, items };
    this.#authority.tell({ kind: 'object dropped', object: dropped, by: clientInfo(by) });
    return dropped;
  }

  /** Rights go by names: who waits for what may not be done under the new one is refused. */
  rename(name: string, newName: string, by: Session, now: number): ObjectStatus {
    const { directory, calls, sessions, tell } = this.#authority;
    const object = directory.named(name);
    directory.rename(object, newName);
    for (const session of sessions.values()) {
      if (session.rights.areAll) continue;
      session.reconsider();
      calls.refuseUnentitled(session, now);
    }
    tell({ kind: 'object renamed', type: object.type.name, name, newName, by: clientInfo(by) });
    return objectStatus(object);
  }

  /** Ends a session for good, also one whose connection is lost. Tells who it was. */
  kick(number: number, reason: string | undefined, by: Session, now: number): ClientStatus {
    const { sessions, kick, tell } = this.#authority;
    const session = [...sessions.values()].find(({ newcomer }) => newcomer.number === number);
    if (!session) throw new ValueError(`there is no client ${number}: its session has ended, or it never had one`);
    const why = `an operator ended the session${reason === undefined ? '' : `: ${reason}`}`;
    kick(session, why);
    tell({ kind: 'session kicked', session: clientInfo(session), reason: why, by: clientInfo(by) });
    return clientStatus(session, now);
  }

  #end(object: HostedObject, why: string, now: number): { waiting: number; holders: number } {
    const { directory, calls, sessions } = this.#authority;
    const built = [...directory.builtOn(object)].map((other) => this.#end(other, why, now));
    const holders = holdersOf(object).length;
    const waiting = calls.refuseAll(object, new ObjectGoneError(why), now);
    for (const session of sessions.values()) session.stakes.delete(object);
    directory.drop(object);
    const sum = (count: 'waiting' | 'holders') => built.reduce((total, each) => total + each[count], 0);
    return { waiting: waiting + sum('waiting'), holders: holders + sum('holders') };
  }
}
