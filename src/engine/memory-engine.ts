import { type BrokerLimits, usualLimits } from '../../protocol/broker-limits.js';
import { type ErrorCode, type HoldallError, KickedError, LimitError, ProtocolError } from '../../protocol/errors.js';
import {
  BrokerKind,
  ClientKind,
  type ClientMessage,
  type Id,
  type Packet,
  type StreamNumber,
} from '../../protocol/messages.js';
import type { ProcessFacts } from '../objects/broker/info.js';
import type { EngineStatistics, ShellStatistics } from '../objects/broker/statistics.js';
import type { TypeDefinition } from '../objects/contract.js';
import { Deadlines } from '../objects/deadlines.js';
import { limitIn, reached } from '../objects/reached.js';
import { Administration } from './administration.js';
import { Answers } from './answers.js';
import { brokerObject } from './broker-object.js';
import { Budget } from './budget.js';
import { Calls } from './calls.js';
import { engineStatistics, noShell, wholeStatistics } from './counting.js';
import { DeadlockWatch } from './deadlock-watch.js';
import { Directory, type Due } from './directory.js';
import type { Effect, Engine, EngineEvent, Newcomer } from './engine.js';
import type { Happening } from './happenings.js';
import { HostedObject } from './hosted-object.js';
import { clientInfo, Inspection } from './inspection.js';
import { ObjectCall } from './object-turn.js';
import { Openings } from './openings.js';
import { PendingCall } from './pending-call.js';
import type { Principal } from './principal.js';
import { type Denial, RefusedRight } from './refused-right.js';
import { type Sent, Session } from './session.js';
import { SessionCounts, type SessionEnd } from './session-counts.js';

/** Of an engine that runs in no broker. */
const noFacts: ProcessFacts = {
  version: '',
  node: '',
  pid: 0,
  addresses: [],
  uptimeMs: 0,
  memory: { rss: 0, heapUsed: 0, heapTotal: 0, external: 0 },
};

export interface EngineOptions {
  /** Default: the usual ones. */
  readonly limits?: BrokerLimits;
  /** Tells what the shell has counted, for clients who ask; it must have no effect on anything else. */
  readonly shell?: () => ShellStatistics;
  /** The same of the process. */
  readonly facts?: () => ProcessFacts;
}

/** The engine that keeps everything in memory. */
export class MemoryEngine implements Engine {
  readonly #directory: Directory;
  readonly #deadlines = new Deadlines<Due>();
  readonly #openings: Openings;
  readonly #calls: Calls;
  readonly #sessions = new Map<Id, Session>();
  readonly #sessionCounts = new SessionCounts();
  readonly #brokerObject: HostedObject;
  readonly #deadlocks: DeadlockWatch;
  #effects: Effect[] = [];
  /** Of all sessions and objects. */
  readonly #budget: Budget;
  /** Sessions that leave too much unacknowledged; they end with the step, not in the middle of an operation. */
  readonly #deaf = new Set<Session>();
  /** Sessions that an operator ends, with why; they end with the message under way. */
  readonly #kicked = new Map<Session, string>();
  /** Whether the step under way has told of something that was refused. */
  #hasDenied = false;
  /** The time of the step under way. */
  #now = 0;
  /** Whether to tell when nobody waits and nobody holds anything. */
  #isDraining = false;
  /** The wish to be woken that was last told. */
  #wake: number | undefined;

  constructor(
    types: readonly TypeDefinition[],
    { limits = usualLimits, shell = noShell, facts = () => noFacts }: EngineOptions = {},
  ) {
    this.#budget = new Budget(limits);
    const directory = new Directory(types, this.#deadlines, this.#budget);
    this.#directory = directory;
    const sessions = this.#sessions;
    const tell = (happening: Happening) => this.#tell(happening);
    const answers = new Answers(directory, this.#budget, {
      send: (session, sent) => this.#send(session, sent),
      refused: (session, error) => this.#noteRefusal(session, error),
      happened: tell,
    });
    this.#deadlocks = new DeadlockWatch(() => sessions.values(), this.#deadlines);
    const calls = new Calls(directory, this.#deadlines, answers, this.#deadlocks);
    this.#calls = calls;
    this.#openings = new Openings(directory, answers);
    const kick = (session: Session, why: string) => this.#kicked.set(session, why);
    const administration = new Administration({ directory, calls, sessions, kick, tell });
    const inspection = new Inspection(directory, sessions, this.#deadlocks);
    const statistics = () => wholeStatistics(this.statistics(), shell());
    this.#brokerObject = brokerObject({ directory, sessions, inspection, administration, facts, statistics });
  }

  /** What it has counted. */
  statistics(): EngineStatistics {
    return engineStatistics({
      directory: this.#directory,
      calls: this.#calls,
      sessions: this.#sessionCounts,
      budget: this.#budget,
      brokerObject: this.#brokerObject,
    });
  }

  step(event: EngineEvent, now: number): readonly Effect[] {
    this.#effects = [];
    this.#hasDenied = false;
    this.#now = now;
    this.#expire();
    this.#handle(event);
    if (this.#deaf.size > 0) this.#cutDeaf();
    this.#cutSlowOnes();
    this.#directory.sweep();
    if (this.#isDraining) this.#tellWhenDrained();
    this.#askToBeWoken();
    return this.#effects;
  }

  #handle(event: EngineEvent): void {
    switch (event.kind) {
      case 'opened':
        this.#open(event.session, event.graceMs, event.newcomer);
        break;
      case 'tick':
        break;
      case 'limited':
        this.#budget.limits = event.limits;
        break;
      case 'draining':
        this.#drain();
        break;
      case 'stopped':
        this.#stop();
        break;
      default:
        this.#handleOfSession(event);
    }
  }

  #handleOfSession(
    event: Exclude<EngineEvent, { kind: 'opened' | 'tick' | 'limited' | 'draining' | 'stopped' }>,
  ): void {
    const session = this.#sessions.get(event.session);
    if (!session) this.#sayNoSuch(event.session);
    else if (event.kind === 'packet') this.#packet(session, event.packet);
    else if (event.kind === 'resumed') this.#resume(session, event.received);
    else if (event.kind === 'violated') this.#hangUp(session, event.error);
    else if (event.kind === 'entitled') this.#entitle(session, event.principal);
    else this.#disconnect(session);
  }

  /** Its time may have been over with this very event: then its end was told already, and nothing may follow. */
  #sayNoSuch(session: Id): void {
    const isTold = this.#effects.some((effect) => effect.kind === 'ended' && effect.session === session);
    if (!isTold) this.#effects.push({ kind: 'ended', session, reason: 'there is no such session' });
  }

  // ── Sessions ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #open(id: Id, graceMs: number, newcomer: Newcomer): void {
    this.#sessionCounts.begun++;
    this.#sessions.set(id, new Session(id, graceMs, newcomer, this.#now, this.#brokerObject, this.#budget));
  }

  #resume(session: Session, received: StreamNumber): void {
    this.#deadlines.remove(session.expiry);
    session.expiry.awaySince = undefined;
    if (!session.outbox.canGoOnFrom(received)) {
      this.#hangUp(
        session,
        new ProtocolError(`nobody can go on from message ${received}: it was not sent, or is forgotten`),
      );
      return;
    }
    this.#acknowledge(session, received);
    // An answer to a call whose time was over by now is in the outbox too: it goes in its place there, and once.
    this.#effects = this.#effects.filter((effect) => effect.kind !== 'send' || effect.session !== session.id);
    this.#effects.push({ kind: 'received', session: session.id, number: session.inbox.received });
    let number = received + 1;
    for (const { message } of session.outbox.from(number)) {
      this.#effects.push({ kind: 'send', session: session.id, number: number++, message });
    }
  }

  #entitle(session: Session, principal: Principal): void {
    session.entitle(principal);
    this.#calls.refuseUnentitled(session, this.#now);
  }

  #disconnect(session: Session): void {
    if (session.graceMs === 0) {
      this.#end(session, 'gone', 'its connection is gone');
      return;
    }
    this.#deadlines.remove(session.expiry);
    session.expiry.awaySince = this.#now;
    session.expiry.at = this.#now + session.graceMs;
    this.#deadlines.add(session.expiry);
  }

  #drain(): void {
    this.#isDraining = true;
    this.#calls.drain([...this.#sessions.values()].flatMap((session) => [...session.waiting.values()]));
  }

  #tellWhenDrained(): void {
    for (const { waiting, stakes } of this.#sessions.values()) if (waiting.size > 0 || stakes.size > 0) return;
    this.#isDraining = false;
    this.#effects.push({ kind: 'drained' });
  }

  #stop(): void {
    const message = 'the broker was stopped; the call did not take effect';
    const sessions = [...this.#sessions.values()];
    // All waiters first: what one session gives back when it ends is granted to nobody any more.
    for (const session of sessions) {
      for (const call of [...session.waiting.values()]) this.#calls.abandon(call, this.#now);
    }
    for (const session of sessions) {
      this.#sayBye(session, 'BROKER_GONE', message);
      this.#end(session, 'stopped', 'the broker was stopped');
    }
  }

  /** Tells a client what it did wrong and ends its session. */
  #hangUp(session: Session, error: HoldallError): void {
    this.#noteLimit(session, error);
    this.#sayBye(session, error.code, error.message);
    this.#end(session, error.code as ErrorCode, error.message);
  }

  #endKicked(): void {
    for (const [session, why] of this.#kicked) {
      if (!session.hasEnded) this.#hangUp(session, new KickedError(why));
    }
    this.#kicked.clear();
  }

  #sayBye(session: Session, code: string, message: string): void {
    this.#send(session, { message: [BrokerKind.bye, code, message], bytes: 0, refersTo: [], handout: undefined });
  }

  /**
   * The one place where a session gives back what it has. In this order: its waiters first, so that nothing given back
   * goes to it again; then what it did not receive and what it held, on all objects; then its references. Only then are
   * other waiters tried.
   */
  #end(session: Session, how: SessionEnd, reason: string): void {
    if (!this.#sessions.delete(session.id)) return;
    this.#sessionCounts.end(how);
    session.hasEnded = true;
    this.#deadlines.remove(session.expiry);
    for (const call of [...session.waiting.values()]) this.#calls.abandon(call, this.#now);
    this.#takeBackHandouts(session);
    for (const object of session.stakes) {
      // What has ended gave its own references back already, and nobody is left to see its state.
      if (this.#directory.find(object.id) !== object) continue;
      object.state.sessionEnded?.(new ObjectCall(this.#directory, session, object, this.#now));
      this.#directory.changed.add(object);
    }
    this.#dropReferences(session);
    session.leave();
    this.#calls.settle(this.#now);
    if (this.#sessions.size === 0) this.#deadlocks.rest();
    this.#effects.push({ kind: 'ended', session: session.id, reason });
  }

  /** The last first: so each comes back to an object that is, but for others' doings, as it was when it was handed out. */
  #takeBackHandouts(session: Session): void {
    const unacknowledged = session.outbox.from(0);
    const handouts = unacknowledged.flatMap(({ handout }) => handout ?? []);
    for (const { object, items } of handouts.reverse()) {
      const call = new ObjectCall(this.#directory, session, object, this.#now);
      object.state.takeBack?.(call, items, 'session ended');
      this.#directory.changed.add(object);
    }
    for (const sent of unacknowledged) this.#received(session, sent);
  }

  #dropReferences(session: Session): void {
    for (const object of session.objects()) this.#directory.release(object);
    this.#directory.collect();
  }

  // ── Packets ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #packet(session: Session, [first, received, messages]: Packet<ClientMessage>): void {
    try {
      this.#acknowledge(session, received);
      const fresh = session.inbox.admit(first, messages);
      if (!fresh)
        throw new ProtocolError(
          `message ${first} follows message ${session.inbox.received}: those between are missing`,
        );
      let number = session.inbox.received - fresh.length;
      for (const message of fresh) {
        this.#message(session, ++number, message);
        if (this.#kicked.size > 0) this.#endKicked();
        if (session.hasEnded) return;
        // What one message ended is gone for the next, whether they came in one packet or in two.
        this.#directory.sweep();
      }
      if (messages.length > 0) this.#effects.push({ kind: 'received', session: session.id, number });
    } catch (error) {
      if (!(error instanceof ProtocolError || error instanceof LimitError)) throw error;
      this.#hangUp(session, error);
    }
  }

  #message(session: Session, number: StreamNumber, message: ClientMessage): void {
    switch (message[0]) {
      case ClientKind.call:
        this.#calls.begin(session, number, message, this.#now);
        break;
      case ClientKind.open:
        this.#openings.open(session, number, message, this.#now);
        this.#calls.settle(this.#now);
        break;
      case ClientKind.attach:
        this.#openings.attach(session, number, message);
        break;
      case ClientKind.cancel:
        this.#calls.cancel(session, message[1], this.#now);
        break;
      case ClientKind.release:
        this.#openings.release(session, message);
        break;
      case ClientKind.bye:
        this.#end(session, 'bye', 'its client said bye');
        break;
    }
  }

  // ── The outgoing stream ────────────────────────────────────────────────────────────────────────────────────────────

  #send(session: Session, sent: Sent): void {
    const number = session.send(sent);
    this.#effects.push({ kind: 'send', session: session.id, number, message: sent.message });
    if (session.isDeaf) this.#deaf.add(session);
  }

  /** The first of a step: who asks for it a thousand times in one packet does not fill the operator's log. */
  #deny(session: Session, denial: Denial): void {
    if (this.#hasDenied) return;
    this.#hasDenied = true;
    this.#effects.push({ kind: 'denied', session: session.id, denial });
  }

  #acknowledge(session: Session, received: StreamNumber): void {
    if (!session.outbox.canHaveReached(received)) {
      throw new ProtocolError(`acknowledged message ${received}; only ${session.outbox.next - 1} were sent`);
    }
    session.outbox.acknowledge(received, (sent) => this.#received(session, sent));
  }

  /** The receiver has it, or will never: what it referred to is no longer kept for its sake. */
  #received(session: Session, sent: Sent): void {
    session.forget(sent);
    for (const object of sent.refersTo) this.#directory.release(object);
    if (sent.handout) this.#directory.release(sent.handout.object);
  }

  #cutDeaf(): void {
    // Each once: the farewell is a message too, and one more than the limits allow.
    for (const session of this.#deaf) {
      if (session.hasEnded) continue;
      const message = 'the session left more answers unacknowledged than the limits allow';
      this.#cut(session, reached('unacknowledgedMessages', message));
    }
    this.#deaf.clear();
  }

  #cutSlowOnes(): void {
    const budget = this.#budget;
    while (budget.unacknowledged > 2 * budget.limits.unacknowledgedBytesInAll) this.#cutSlowest();
  }

  #cutSlowest(): void {
    const [first, ...others] = this.#sessions.values();
    const slowest = others.reduce(
      (most, session) => (session.unacknowledgedBytes > most.unacknowledgedBytes ? session : most),
      first as Session,
    );
    const inAll = `answers of ${this.#budget.unacknowledged} bytes to all clients are not acknowledged`;
    const message = `${inAll}, most of them to this one, ${slowest.unacknowledgedBytes}`;
    this.#cut(slowest, reached('unacknowledgedBytesInAll', message));
  }

  #cut(session: Session, error: LimitError): void {
    const { message: reason } = error;
    const bytes = session.unacknowledgedBytes;
    this.#tell({ kind: 'slow client cut', session: clientInfo(session), reason, bytes });
    this.#hangUp(session, error);
  }

  #tell(happening: Happening): void {
    this.#effects.push({ kind: 'happened', happening });
  }

  #noteRefusal(session: Session, error: unknown): void {
    if (error instanceof RefusedRight) this.#deny(session, error.denial);
    else this.#noteLimit(session, error);
  }

  #noteLimit(session: Session, error: unknown): void {
    const limit = limitIn(error);
    if (limit) this.#effects.push({ kind: 'limit reached', session: session.id, limit });
  }

  // ── Time ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #expire(): void {
    for (let due = this.#deadlines.first(); due && due.at <= this.#now; due = this.#deadlines.first()) {
      if (due instanceof PendingCall) this.#calls.expire(due, this.#now);
      else if (due instanceof HostedObject) this.#calls.tick(due, this.#now);
      else if (due instanceof DeadlockWatch) this.#tellDeadlocks(due);
      else this.#end(due.session, 'not resumed', 'it was not resumed within its grace');
    }
  }

  #tellDeadlocks(watch: DeadlockWatch): void {
    for (const deadlock of watch.look(this.#now)) this.#tell({ kind: 'deadlock', deadlock });
  }

  #askToBeWoken(): void {
    const at = this.#deadlines.first()?.at;
    if (at === this.#wake) return;
    this.#wake = at;
    this.#effects.push({ kind: 'wake', at });
  }
}
