/**
 * The engine's interface: a pure step function. No clock, no randomness, no I/O and no promise is behind it; the same
 * events give the same effects for ever, which is what recovery from a log and simulation rest on.
 *
 * Events arrive in the order things happened. `now` is milliseconds on any clock that does not go back.
 */
import type { BrokerLimitName, BrokerLimits } from '../../protocol/broker-limits.js';
import type { HoldallError } from '../../protocol/errors.js';
import type { BrokerMessage, ClientMessage, Id, Packet, StreamNumber } from '../../protocol/messages.js';
import type { Happening } from './happenings.js';
import type { Principal } from './principal.js';
import type { Denial } from './refused-right.js';

/** Who begins a session. */
export interface Newcomer {
  /** Sessions are numbered from 1, in the order of their arrival: people name them so. */
  readonly number: number;
  /** What the client says it is. */
  readonly client: string;
  readonly principal: Principal;
  /** The broker's address that it came to. */
  readonly address: string;
}

export type EngineEvent =
  /** A client proved who it is and begins a session. A session whose connection is lost lives `graceMs` longer. */
  | { readonly kind: 'opened'; readonly session: Id; readonly graceMs: number; readonly newcomer: Newcomer }
  /** A client proved that it owns `session` and is back, having received our stream up to `received`. */
  | { readonly kind: 'resumed'; readonly session: Id; readonly received: StreamNumber }
  /** A packet of the session's client, in the order of its connection. */
  | { readonly kind: 'packet'; readonly session: Id; readonly packet: Packet<ClientMessage> }
  /** The session's principal may do other things from now on. What waits and is not allowed any more is refused. */
  | { readonly kind: 'entitled'; readonly session: Id; readonly principal: Principal }
  /** The session's client broke the protocol: it is told why, and its session ends. */
  | { readonly kind: 'violated'; readonly session: Id; readonly error: HoldallError }
  /** The session's connection is gone. */
  | { readonly kind: 'disconnected'; readonly session: Id }
  /** The time that a `wake` effect asked for has come. */
  | { readonly kind: 'tick' }
  /** From now on these limits are in force. What is beyond them stays, and nothing is added to it. */
  | { readonly kind: 'limited'; readonly limits: BrokerLimits }
  /**
   * The broker is about to stop: calls that would have to wait are refused from now on. Those that wait already may still be
   * finished; an effect `drained` tells when none is left and nobody holds anything.
   */
  | { readonly kind: 'draining' }
  /** The broker stops: every waiting call is refused and every session ends. */
  | { readonly kind: 'stopped' };

export type Effect =
  /** Message `number` of the session's outgoing stream. Effects of one session come in the order of their numbers. */
  | { readonly kind: 'send'; readonly session: Id; readonly number: StreamNumber; readonly message: BrokerMessage }
  /** The session's stream was received up to `number`: to be told to the client with the next packet, or soon. */
  | { readonly kind: 'received'; readonly session: Id; readonly number: StreamNumber }
  /** The session's client was refused something, which its operator may want to know. Only the first of a step is told. */
  | { readonly kind: 'denied'; readonly session: Id; readonly denial: Denial }
  /** The session is over. What was sent before may still go out; then its connection ends. Nothing follows for it. */
  | { readonly kind: 'ended'; readonly session: Id; readonly reason: string }
  /** Something that operators may want to know. */
  | { readonly kind: 'happened'; readonly happening: Happening }
  /** A call or an opening of the session's was refused, or the session ended, because of a limit. */
  | { readonly kind: 'limit reached'; readonly session: Id; readonly limit: BrokerLimitName }
  /** Nobody waits and nobody holds anything any more. Told once, after `draining`. */
  | { readonly kind: 'drained' }
  /** When the engine wants its next `tick`; `undefined` for not at all. Replaces the wish before. */
  | { readonly kind: 'wake'; readonly at: number | undefined };

export interface Engine {
  step(event: EngineEvent, now: number): readonly Effect[];
}
