import { type BrokerLimits, usualLimits } from '../../protocol/broker-limits.js';
import { LimitError, ProtocolError } from '../../protocol/errors.js';
import { ClientKind, type ClientMessage, type Id, type Packet, type StreamNumber } from '../../protocol/messages.js';
import type { ProcessFacts } from '../objects/broker/info.js';
import type { EngineStatistics, ShellStatistics } from '../objects/broker/statistics.js';
import type { TypeDefinition } from '../objects/contract.js';
import { Deadlines } from '../objects/deadlines.js';
import { Administration } from './administration.js';
import { Answers } from './answers.js';
import { brokerObject } from './broker-object.js';
import { Budget } from './budget.js';
import { Calls } from './calls.js';
import { engineStatistics, noShell, wholeStatistics } from './counting.js';
import { DeadlockWatch } from './deadlock-watch.js';
import { Directory, type Due } from './directory.js';
import { Effects } from './effects.js';
import type { Effect, Engine, EngineEvent } from './engine.js';
import type { Happening } from './happenings.js';
import { HostedObject } from './hosted-object.js';
import { Inspection } from './inspection.js';
import { Openings } from './openings.js';
import { PendingCall } from './pending-call.js';
import type { Session } from './session.js';
import { Sessions } from './sessions.js';
import { Streams } from './streams.js';

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
  readonly #effects = new Effects();
  readonly #streams: Streams;
  readonly #sessions: Sessions;
  readonly #brokerObject: HostedObject;
  /** Of all sessions and objects. */
  readonly #budget: Budget;
  /** The time of the step under way. */
  #now = 0;
  /** The wish to be woken that was last told. */
  #wake: number | undefined;

  constructor(
    types: readonly TypeDefinition[],
    { limits = usualLimits, shell = noShell, facts = () => noFacts }: EngineOptions = {},
  ) {
    const effects = this.#effects;
    const deadlines = this.#deadlines;
    const budget = new Budget(limits);
    const directory = new Directory(types, deadlines, budget);
    const streams = new Streams(directory, effects);
    const answers = new Answers(directory, budget, streams, effects);
    const deadlocks = new DeadlockWatch((): Iterable<Session> => sessions.all.values(), deadlines);
    const calls = new Calls(directory, deadlines, answers, deadlocks);
    const sessions = new Sessions({ directory, deadlines, budget, calls, streams, effects, deadlocks });
    const inspection = new Inspection(directory, sessions.all, deadlocks);
    const kick = (session: Session, why: string) => sessions.kick(session, why);
    const tell = (happening: Happening) => effects.tell(happening);
    const administration = new Administration({ directory, calls, sessions: sessions.all, kick, tell });
    const statistics = () => wholeStatistics(this.statistics(), shell());
    const parts = { directory, sessions: sessions.all, inspection, administration, facts, statistics };
    this.#brokerObject = brokerObject(parts);
    this.#budget = budget;
    this.#directory = directory;
    this.#streams = streams;
    this.#calls = calls;
    this.#sessions = sessions;
    this.#openings = new Openings(directory, answers);
  }

  /** What it has counted. */
  statistics(): EngineStatistics {
    return engineStatistics({
      directory: this.#directory,
      calls: this.#calls,
      sessions: this.#sessions.counts,
      budget: this.#budget,
      brokerObject: this.#brokerObject,
    });
  }

  step(event: EngineEvent, now: number): readonly Effect[] {
    this.#effects.begin();
    this.#now = now;
    this.#expire();
    this.#handle(event);
    this.#sessions.cutSlowOnes(now);
    this.#directory.sweep();
    this.#sessions.tellWhenDrained();
    this.#askToBeWoken();
    return this.#effects.all;
  }

  #handle(event: EngineEvent): void {
    switch (event.kind) {
      case 'opened':
        this.#sessions.open(event.session, event.graceMs, event.newcomer, this.#brokerObject, this.#now);
        break;
      case 'tick':
        break;
      case 'limited':
        this.#budget.limits = event.limits;
        break;
      case 'draining':
        this.#sessions.drain();
        break;
      case 'stopped':
        this.#sessions.stop(this.#now);
        break;
      default:
        this.#handleOfSession(event);
    }
  }

  #handleOfSession(
    event: Exclude<EngineEvent, { kind: 'opened' | 'tick' | 'limited' | 'draining' | 'stopped' }>,
  ): void {
    const sessions = this.#sessions;
    const session = sessions.all.get(event.session);
    if (!session) this.#sayNoSuch(event.session);
    else if (event.kind === 'packet') this.#packet(session, event.packet);
    else if (event.kind === 'resumed') sessions.resume(session, event.received, this.#now);
    else if (event.kind === 'violated') sessions.hangUp(session, event.error, this.#now);
    else if (event.kind === 'entitled') sessions.entitle(session, event.principal, this.#now);
    else sessions.disconnect(session, this.#now);
  }

  /** Its time may have been over with this very event: then its end was told already, and nothing may follow. */
  #sayNoSuch(session: Id): void {
    if (this.#effects.tellsTheEndOf(session)) return;
    this.#effects.add({ kind: 'ended', session, reason: 'there is no such session' });
  }

  #packet(session: Session, [first, received, messages]: Packet<ClientMessage>): void {
    try {
      this.#streams.acknowledge(session, received);
      const fresh = session.inbox.admit(first, messages);
      if (!fresh)
        throw new ProtocolError(
          `message ${first} follows message ${session.inbox.received}: those between are missing`,
        );
      let number = session.inbox.received - fresh.length;
      for (const message of fresh) {
        this.#message(session, ++number, message);
        this.#sessions.endKicked(this.#now);
        if (session.hasEnded) return;
        // What one message ended is gone for the next, whether they came in one packet or in two.
        this.#directory.sweep();
      }
      if (messages.length > 0) this.#effects.add({ kind: 'received', session: session.id, number });
    } catch (error) {
      if (!(error instanceof ProtocolError || error instanceof LimitError)) throw error;
      this.#sessions.hangUp(session, error, this.#now);
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
        this.#sessions.end(session, 'bye', 'its client said bye', this.#now);
        break;
    }
  }

  #expire(): void {
    for (let due = this.#deadlines.first(); due && due.at <= this.#now; due = this.#deadlines.first()) {
      if (due instanceof PendingCall) this.#calls.expire(due, this.#now);
      else if (due instanceof HostedObject) this.#calls.tick(due, this.#now);
      else if (due instanceof DeadlockWatch) this.#tellDeadlocks(due);
      else this.#sessions.end(due.session, 'not resumed', 'it was not resumed within its grace', this.#now);
    }
  }

  #tellDeadlocks(watch: DeadlockWatch): void {
    for (const deadlock of watch.look(this.#now)) this.#effects.tell({ kind: 'deadlock', deadlock });
  }

  #askToBeWoken(): void {
    const at = this.#deadlines.first()?.at;
    if (at === this.#wake) return;
    this.#wake = at;
    this.#effects.add({ kind: 'wake', at });
  }
}
