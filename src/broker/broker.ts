import { type BrokerLimits, usualLimits } from '../../protocol/broker-limits.js';
import {
  ConnectError,
  type ErrorCode,
  type HoldallError,
  InternalError,
  Overloaded,
  ProtocolError,
  SessionEndedError,
} from '../../protocol/errors.js';
import type { Id, StreamNumber } from '../../protocol/messages.js';
import type { Clock } from '../clock.js';
import type { Effect, Engine, EngineEvent } from '../engine/engine.js';
import type { ShellStatistics } from '../objects/broker/statistics.js';
import type { HostLink, LinkEvents, RefusedPeer } from '../transport/transport.js';
import { decodeClientPacket, randomId, randomSecret } from '../wire/index.js';
import { Departures } from './departures.js';
import type { OnEvent } from './events.js';
import type { Grace } from './grace.js';
import { type Admission, Guest, type Host, type ResumeClaim, type Said } from './guest.js';
import { LoopDelay } from './loop-delay.js';
import { Outgoing } from './outgoing.js';
import { isSame, type Member, type Principals } from './principals.js';
import { processStatistics } from './process-statistics.js';
import { ReachedLimits } from './reached-limits.js';
import { changeOf } from './reload.js';
import type { Seat } from './seat.js';
import { ShellCounts } from './shell-counts.js';
import { Strangers } from './strangers.js';

export interface BrokerOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Who may come in. */
  readonly principals: Principals;
  /** Those that the engine has too. Default: the usual ones. */
  readonly limits?: BrokerLimits | undefined;
  /** Hears what operators want to know. Default: nobody does. */
  readonly onEvent?: OnEvent | undefined;
}

/** The shell around one engine: turns frames and time into events, and effects into frames and timers. */
export class Broker implements Host {
  readonly id: Id = randomId();
  readonly clock: Clock;
  readonly counts = new ShellCounts();
  readonly #loopDelay = new LoopDelay();
  readonly #since: number;
  #principals: Principals;
  readonly #engine: Engine;
  readonly #onEvent: OnEvent;
  #limits: BrokerLimits;
  readonly #reachedLimits: ReachedLimits;
  /** How many sessions there have been. */
  #arrivals = 0;
  readonly #seats = new Map<Id, Seat>();
  readonly #guests = new Set<Guest>();
  /** Those of them who are not in a session yet. */
  readonly #strangers = new Strangers<Guest>();
  readonly #departures: Departures;
  #stopWaking: () => void = () => {};
  /** Called when nobody waits or holds anything; set while the broker is about to stop. */
  #drained: (() => void) | undefined;

  constructor({ engine, clock, principals, limits = usualLimits, onEvent = () => {} }: BrokerOptions) {
    this.#engine = engine;
    this.#limits = limits;
    this.#onEvent = (event) => {
      this.counts.onEvent(event);
      onEvent(event);
    };
    this.#reachedLimits = new ReachedLimits(this.#onEvent);
    this.clock = clock;
    this.#departures = new Departures(clock);
    this.#since = clock.now();
    this.#principals = principals;
  }

  /** Takes a new link, which came to `address`. `grace` is how long a session begun over it outlives it. */
  accept(link: HostLink, grace: Grace, address: string): LinkEvents {
    const guest = new Guest(link, this, grace, address);
    this.#guests.add(guest);
    for (const oldest of this.#strangers.add(guest, this.#limits.strangers)) {
      this.#reachedLimits.tell('strangers', this.clock.now());
      oldest.refuse(new Overloaded('too many connections came before this one had proved who it is: try again'));
    }
    return guest;
  }

  get limits(): BrokerLimits {
    return this.#limits;
  }

  /** From now on these are in force, also for those who are here. */
  limit(limits: BrokerLimits): void {
    this.#limits = limits;
    this.#step({ kind: 'limited', limits });
  }

  /**
   * Lets nobody in any more, and nobody begin to wait. Calls `drained` when those who wait have what they wait for, and
   * what was held is given back; clients that were cut off may come back for that.
   */
  drain(drained: () => void): void {
    this.#drained = drained;
    this.#step({ kind: 'draining' });
  }

  /** Refuses all waiting calls, tells every client, and ends every session. Listeners are their owner's to close. */
  stop(): void {
    this.#onEvent({ kind: 'stopping' });
    // What was answered must be known: the bye says that all else did not happen.
    for (const { outgoing } of this.#seats.values()) outgoing.keepNothingBack();
    this.#step({ kind: 'stopped' });
    this.#stopWaking();
    this.#departures.stop();
    this.#loopDelay.stop();
    for (const guest of this.#guests) guest.close();
    this.#guests.clear();
  }

  /** What it has counted, beside what its engine has. */
  statistics(): ShellStatistics {
    let away = 0;
    for (const { guest } of this.#seats.values()) if (!guest) away++;
    const { refused, traffic, packets } = this.counts;
    return {
      upMs: this.clock.now() - this.#since,
      away,
      refused: Object.fromEntries(refused),
      traffic,
      packets: packets.statistics(),
      process: processStatistics(this.#loopDelay),
    };
  }

  get principals(): Principals {
    return this.#principals;
  }

  /** From now on these may come in. Sessions of those who may not end, and the others may do what is said now. */
  reload(principals: Principals): void {
    this.#principals = principals;
    for (const [session, seat] of [...this.#seats]) this.#reconsider(session, seat);
  }

  #reconsider(session: Id, seat: Seat): void {
    const now = this.#principals.named(seat.member.principal.name);
    const change = changeOf(seat.member, now);
    if (now) seat.member = now;
    if (change) this.#step({ session, ...change });
  }

  // ── Guests ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  begin(guest: Guest, client: string, member: Member): Admission {
    if (this.#drained) throw new ConnectError('the broker is about to stop, and lets nobody in any more');
    this.#checkRoom();
    const session = randomId();
    const { grace } = guest;
    const secret = randomSecret();
    const outgoing = new Outgoing(this.#limits.bytesUnderWay);
    const newcomer = { number: ++this.#arrivals, client, principal: member.principal, address: guest.address };
    const info = { ...newcomer, principal: newcomer.principal.name };
    const since = this.clock.now();
    this.#seats.set(session, {
      secret,
      member,
      grace,
      outgoing,
      info,
      since,
      awaySince: since,
      reachedLimits: new ReachedLimits(this.#onEvent, info),
      guest,
      isToFlush: false,
      isToAcknowledge: false,
    });
    const welcome = { broker: this.id, session, secret, graceMs: grace.toldMs, resumed: false, received: 0 };
    const entered = () => {
      this.#strangers.delete(guest);
      this.#onEvent({ kind: 'session opened', session: info });
      this.#step({ kind: 'opened', session, graceMs: grace.keptMs, newcomer });
    };
    return { welcome, entered };
  }

  resume(guest: Guest, member: Member, { session, received, isOwner }: ResumeClaim): Admission {
    const seat = this.#seats.get(session);
    if (!seat || !isOwner(seat.secret) || !isSame(seat.member, member)) {
      throw new SessionEndedError('there is no such session to resume: it ended, or its broker is another one now');
    }
    // A client knows of more at each attempt: this one was made before, and was overtaken by what the client did since.
    if (received < seat.outgoing.acknowledged) {
      throw new ProtocolError(
        `to resume from message ${received} is too late: message ${seat.outgoing.acknowledged} was acknowledged`,
      );
    }
    const awayForMs = seat.guest ? 0 : this.clock.now() - seat.awaySince;
    if (seat.guest) this.#turnOut(seat.guest);
    seat.guest = guest;
    const { secret, grace, outgoing } = seat;
    const event: EngineEvent = outgoing.canHaveReached(received)
      ? { kind: 'resumed', session, received }
      : { kind: 'violated', session, error: neverSent(received) };
    outgoing.restart();
    outgoing.acknowledge(received);
    const graceMs = grace.toldMs;
    const welcome = { broker: this.id, session, secret, graceMs, resumed: true, received: outgoing.received };
    const entered = () => {
      this.#strangers.delete(guest);
      if (event.kind === 'resumed') this.#onEvent({ kind: 'session resumed', session: seat.info, awayForMs });
      this.#step(event);
    };
    return { welcome, entered };
  }

  #checkRoom(): void {
    const { sessions } = this.#limits;
    if (this.#seats.size < sessions) return;
    this.#reachedLimits.tell('sessions', this.clock.now());
    throw new Overloaded(
      `the broker has ${sessions} sessions, as many as it may (sessions): try again when one has ended`,
    );
  }

  onPacket(session: Id, frame: Uint8Array): void {
    const begun = this.clock.now();
    this.#takePacket(session, frame);
    this.counts.packets.count(this.clock.now() - begun);
  }

  #takePacket(session: Id, frame: Uint8Array): void {
    try {
      const packet = decodeClientPacket(frame);
      this.#heedAcknowledgement(session, packet[1]);
      this.#step({ kind: 'packet', session, packet });
    } catch (error) {
      this.#step({
        kind: 'violated',
        session,
        error: error instanceof ProtocolError ? error : this.#fault(session, error),
      });
    }
  }

  #heedAcknowledgement(session: Id, received: StreamNumber): void {
    const seat = this.#seats.get(session);
    if (!seat) return;
    if (!seat.outgoing.canHaveReached(received)) throw neverSent(received);
    seat.outgoing.acknowledge(received);
    if (seat.outgoing.keepsBack) this.#departures.flushSoon(seat);
  }

  onRefused({ address }: Guest, { code, message }: HoldallError, said: Said | undefined): void {
    const principal = said && this.#principals.claimed(said)?.name;
    this.#onEvent({
      kind: 'refused',
      address,
      code: code as ErrorCode,
      reason: message,
      ...(said && { client: said.client }),
      ...(principal !== undefined && { principal }),
    });
  }

  /** A listener has turned somebody away before there was a link. */
  onTurnedAway(peer: RefusedPeer): void {
    this.#onEvent({ kind: 'refused', code: 'AUTHENTICATION', ...peer });
  }

  onGone(guest: Guest, session: Id | undefined): void {
    this.#guests.delete(guest);
    this.#strangers.delete(guest);
    const seat = session === undefined ? undefined : this.#seats.get(session);
    if (session === undefined || seat?.guest !== guest) return;
    seat.guest = undefined;
    seat.awaySince = this.clock.now();
    seat.outgoing.restart();
    const graceMs = seat.grace.keptMs;
    if (graceMs > 0) this.#onEvent({ kind: 'session lost', session: seat.info, graceMs });
    this.#step({ kind: 'disconnected', session });
  }

  // ── The engine ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #step(event: EngineEvent): void {
    for (const effect of this.#engine.step(event, this.clock.now())) this.#carryOut(effect);
    this.#departures.flush();
  }

  #carryOut(effect: Effect): void {
    if (effect.kind === 'wake') {
      this.#wake(effect.at);
      return;
    }
    if (effect.kind === 'happened') {
      this.#onEvent(effect.happening);
      return;
    }
    if (effect.kind === 'drained') {
      this.#drained?.();
      return;
    }
    const seat = this.#seats.get(effect.session);
    if (!seat) return;
    if (effect.kind === 'send') {
      if (!seat.guest) return;
      seat.outgoing.add(effect.number, effect.message);
      this.#departures.flushSoon(seat);
    } else if (effect.kind === 'received') {
      seat.outgoing.received = effect.number;
      this.#departures.acknowledgeSoon(seat);
    } else if (effect.kind === 'limit reached') {
      seat.reachedLimits.tell(effect.limit, this.clock.now());
    } else if (effect.kind === 'denied') {
      this.#onEvent({ kind: 'denied', session: seat.info, ...effect.denial });
    } else {
      this.#end(effect.session, seat, effect.reason);
    }
  }

  #end(session: Id, seat: Seat, reason: string): void {
    for (const frame of seat.outgoing.lastFrames()) seat.guest?.send(...frame);
    this.#seats.delete(session);
    const forMs = Math.round(this.clock.now() - seat.since);
    this.#onEvent({ kind: 'session ended', session: seat.info, reason, forMs });
    if (seat.guest) this.#turnOut(seat.guest);
    seat.guest = undefined;
  }

  /** A mistake of ours must not end the broker: it costs the session that met it, which is told. */
  #fault(session: Id, error: unknown): InternalError {
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    const info = this.#seats.get(session)?.info;
    this.#onEvent({ kind: 'fault', message, stack, ...(info && { session: info }) });
    return new InternalError(`a fault in the broker: ${stack}`);
  }

  #turnOut(guest: Guest): void {
    this.#guests.delete(guest);
    guest.close();
  }

  // ── Time ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  #wake(at: number | undefined): void {
    this.#stopWaking();
    if (at === undefined) return;
    this.#stopWaking = this.clock.after(at - this.clock.now(), () => {
      if (this.clock.now() < at) this.#wake(at);
      else this.#step({ kind: 'tick' });
    });
  }
}

/** The engine has sent what is kept back here; its receiver cannot have it. */
function neverSent(number: StreamNumber): ProtocolError {
  return new ProtocolError(`acknowledged message ${number}, which was never sent`);
}
