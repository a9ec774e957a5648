import {
  type ErrorCode,
  type HoldallError,
  KickedError,
  type LimitError,
  ProtocolError,
} from '../../protocol/errors.js';
import { BrokerKind, type Id, type StreamNumber } from '../../protocol/messages.js';
import type { Deadlines } from '../objects/deadlines.js';
import { reached } from '../objects/reached.js';
import type { Budget } from './budget.js';
import type { Calls } from './calls.js';
import type { DeadlockWatch } from './deadlock-watch.js';
import type { Directory, Due } from './directory.js';
import type { Effects } from './effects.js';
import type { Newcomer } from './engine.js';
import type { HostedObject } from './hosted-object.js';
import { clientInfo } from './inspection.js';
import { ObjectCall } from './object-turn.js';
import type { Principal } from './principal.js';
import { Session } from './session.js';
import { SessionCounts, type SessionEnd } from './session-counts.js';
import type { Streams } from './streams.js';

/** What sessions have to do with. */
export interface Surroundings {
  readonly directory: Directory;
  readonly deadlines: Deadlines<Due>;
  /** Of all sessions and objects. */
  readonly budget: Budget;
  readonly calls: Calls;
  readonly streams: Streams;
  readonly effects: Effects;
  readonly deadlocks: DeadlockWatch;
}

/** All sessions: how they begin, stay without a connection, and end. `now` is the time of the step under way. */
export class Sessions {
  readonly all = new Map<Id, Session>();
  readonly counts = new SessionCounts();
  readonly #surroundings: Surroundings;
  /** Sessions that an operator ends, with why; they end with the message under way. */
  readonly #kicked = new Map<Session, string>();
  /** Whether to tell when nobody waits and nobody holds anything. */
  #isDraining = false;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  open(id: Id, graceMs: number, newcomer: Newcomer, brokerObject: HostedObject, now: number): void {
    this.counts.begun++;
    this.all.set(id, new Session(id, graceMs, newcomer, now, brokerObject, this.#surroundings.budget));
  }

  resume(session: Session, received: StreamNumber, now: number): void {
    const { deadlines, streams } = this.#surroundings;
    deadlines.remove(session.expiry);
    session.expiry.awaySince = undefined;
    if (!session.outbox.canGoOnFrom(received)) {
      const message = `nobody can go on from message ${received}: it was not sent, or is forgotten`;
      this.hangUp(session, new ProtocolError(message), now);
      return;
    }
    streams.acknowledge(session, received);
    streams.resume(session, received);
  }

  entitle(session: Session, principal: Principal, now: number): void {
    session.entitle(principal);
    this.#surroundings.calls.refuseUnentitled(session, now);
  }

  disconnect(session: Session, now: number): void {
    if (session.graceMs === 0) {
      this.end(session, 'gone', 'its connection is gone', now);
      return;
    }
    const { deadlines } = this.#surroundings;
    deadlines.remove(session.expiry);
    session.expiry.awaySince = now;
    session.expiry.at = now + session.graceMs;
    deadlines.add(session.expiry);
  }

  drain(): void {
    this.#isDraining = true;
    this.#surroundings.calls.drain([...this.all.values()].flatMap((session) => [...session.waiting.values()]));
  }

  tellWhenDrained(): void {
    if (!this.#isDraining) return;
    for (const { waiting, stakes } of this.all.values()) if (waiting.size > 0 || stakes.size > 0) return;
    this.#isDraining = false;
    this.#surroundings.effects.add({ kind: 'drained' });
  }

  stop(now: number): void {
    const message = 'the broker was stopped; the call did not take effect';
    const sessions = [...this.all.values()];
    // All waiters first: what one session gives back when it ends is granted to nobody any more.
    for (const session of sessions) this.#abandonCalls(session, now);
    for (const session of sessions) {
      this.#sayBye(session, 'BROKER_GONE', message);
      this.end(session, 'stopped', 'the broker was stopped', now);
    }
  }

  kick(session: Session, why: string): void {
    this.#kicked.set(session, why);
  }

  endKicked(now: number): void {
    if (this.#kicked.size === 0) return;
    for (const [session, why] of this.#kicked) {
      if (!session.hasEnded) this.hangUp(session, new KickedError(why), now);
    }
    this.#kicked.clear();
  }

  /** Ends those that leave more unacknowledged than they may, and the slowest while all together do. */
  cutSlowOnes(now: number): void {
    const { budget, streams } = this.#surroundings;
    if (streams.deaf.size > 0) this.#cutDeaf(streams.deaf, now);
    while (budget.unacknowledged > 2 * budget.limits.unacknowledgedBytesInAll) this.#cutSlowest(now);
  }

  /** Tells a client what it did wrong and ends its session. */
  hangUp(session: Session, error: HoldallError, now: number): void {
    this.#surroundings.effects.noteLimit(session, error);
    this.#sayBye(session, error.code, error.message);
    this.end(session, error.code as ErrorCode, error.message, now);
  }

  /**
   * The one place where a session gives back what it has. In this order: its waiters first, so that nothing given back
   * goes to it again; then what it did not receive and what it held, on all objects; then its references. Only then are
   * other waiters tried.
   */
  end(session: Session, how: SessionEnd, reason: string, now: number): void {
    if (!this.all.delete(session.id)) return;
    const { directory, deadlines, calls, deadlocks, effects } = this.#surroundings;
    this.counts.end(how);
    session.hasEnded = true;
    deadlines.remove(session.expiry);
    this.#abandonCalls(session, now);
    this.#takeBackHandouts(session, now);
    for (const object of session.stakes) {
      // What has ended gave its own references back already, and nobody is left to see its state.
      if (directory.find(object.id) !== object) continue;
      object.state.sessionEnded?.(new ObjectCall(directory, session, object, now));
      directory.changed.add(object);
    }
    for (const object of session.objects()) directory.release(object);
    directory.collect();
    session.leave();
    calls.settle(now);
    if (this.all.size === 0) deadlocks.rest();
    effects.add({ kind: 'ended', session: session.id, reason });
  }

  #abandonCalls(session: Session, now: number): void {
    for (const call of [...session.waiting.values()]) this.#surroundings.calls.abandon(call, now);
  }

  /** The last first: so each comes back to an object that is, but for others' doings, as it was when it was handed out. */
  #takeBackHandouts(session: Session, now: number): void {
    const { directory, streams } = this.#surroundings;
    const unacknowledged = session.outbox.from(0);
    const handouts = unacknowledged.flatMap(({ handout }) => handout ?? []);
    for (const { object, items } of handouts.reverse()) {
      const call = new ObjectCall(directory, session, object, now);
      object.state.takeBack?.(call, items, 'session ended');
      directory.changed.add(object);
    }
    for (const sent of unacknowledged) streams.received(session, sent);
  }

  #sayBye(session: Session, code: string, message: string): void {
    const bye = { message: [BrokerKind.bye, code, message], bytes: 0, refersTo: [], handout: undefined } as const;
    this.#surroundings.streams.send(session, bye);
  }

  #cutDeaf(deaf: Set<Session>, now: number): void {
    // Each once: the farewell is a message too, and one more than the limits allow.
    for (const session of deaf) {
      if (session.hasEnded) continue;
      const message = 'the session left more answers unacknowledged than the limits allow';
      this.#cut(session, reached('unacknowledgedMessages', message), now);
    }
    deaf.clear();
  }

  #cutSlowest(now: number): void {
    const [first, ...others] = this.all.values();
    const slowest = others.reduce(
      (most, session) => (session.unacknowledgedBytes > most.unacknowledgedBytes ? session : most),
      first as Session,
    );
    const inAll = `answers of ${this.#surroundings.budget.unacknowledged} bytes to all clients are not acknowledged`;
    const message = `${inAll}, most of them to this one, ${slowest.unacknowledgedBytes}`;
    this.#cut(slowest, reached('unacknowledgedBytesInAll', message), now);
  }

  #cut(session: Session, error: LimitError, now: number): void {
    const { message: reason } = error;
    const bytes = session.unacknowledgedBytes;
    this.#surroundings.effects.tell({ kind: 'slow client cut', session: clientInfo(session), reason, bytes });
    this.hangUp(session, error, now);
  }
}
