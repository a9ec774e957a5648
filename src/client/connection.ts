import {
  BrokerGoneError,
  ClosedError,
  type HoldallError,
  InternalError,
  SessionEndedError,
} from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { ClientKind, type ClientMessage, type Id, type StreamNumber, type Welcome } from '../../protocol/messages.js';
import type { ClientLink, LinkEvents } from '../transport/transport.js';
import { decodeBrokerPacket, framesOf } from '../wire/index.js';
import { type Credentials, type Entrance, enter } from './handshake.js';
import { PATIENCE_MS, Patience } from './patience.js';
import { type Awaited, ClientSession, type Fate } from './session.js';

/**
 * Answers, and bytes of them, that may wait for an acknowledgement before one is sent alone: bounds what the broker keeps for
 * us, and is far below what it sends ahead.
 */
const MOST_UNACKNOWLEDGED = 1024;
const MOST_BYTES_UNACKNOWLEDGED = limits.packetBytes;

/** First pause between attempts to reconnect, in milliseconds; each next one is twice as long, up to the last. */
const FIRST_PAUSE_MS = 20;
const LAST_PAUSE_MS = 1_000;

/** How long a client that leaves waits for the broker to have noticed, in milliseconds. */
const BYE_TIMEOUT_MS = 1_000;

/** A session over whatever link carries it at the moment. */
export class Connection implements LinkEvents {
  readonly credentials: Credentials;
  readonly #welcome: Welcome;
  readonly #session = new ClientSession();
  readonly #patience = new Patience(this.#session, () => this.#loseInterest());
  #link: ClientLink | undefined;
  /** Set once the session is over; every later call fails with it. */
  #fate: Fate | undefined;
  #flushIsDue = false;
  /** Of the frames that came since the last one left. */
  #bytesReceived = 0;
  #acknowledgeSoon: NodeJS.Timeout | undefined;
  readonly #onEnd: () => void;
  #onHungUp: () => void = () => {};

  private constructor(credentials: Credentials, { link, welcome }: Entrance, onEnd: () => void) {
    this.credentials = credentials;
    this.#welcome = welcome;
    this.#link = link;
    this.#onEnd = onEnd;
    link.unref();
  }

  /** Opens a session at a broker. `onEnd` is called once, when the session is over for whatever reason. */
  static async open(credentials: Credentials, timeoutMs: number, onEnd: () => void): Promise<Connection> {
    const entrance = await enter(credentials, timeoutMs);
    const connection = new Connection(credentials, entrance, onEnd);
    entrance.hand(connection);
    return connection;
  }

  /** Which broker this is. */
  get broker(): Id {
    return this.#welcome.broker;
  }

  /** Throws the error that every call gets when the session is over. */
  checkOpen(): void {
    if (this.#fate) throw this.#fate('no');
  }

  /** Sends a message with the others of this turn; its answer settles `awaited`. Throws when the session is over. */
  ask(message: ClientMessage, awaited: Awaited): StreamNumber {
    this.checkOpen();
    const number = this.#session.ask(message, awaited);
    if (awaited.deadline !== undefined) this.#patience.expectBy(awaited.deadline);
    if (this.#session.waiting === 1) this.#link?.ref();
    this.#flushSoon();
    return number;
  }

  /** Sends a message with the others of this turn. When the session is over there is nobody to tell. */
  tell(message: ClientMessage): void {
    if (this.#fate) return;
    this.#session.push(message);
    this.#flushSoon();
  }

  /** Asks the broker to give up a call that still waits. */
  cancel(call: StreamNumber): void {
    const awaited = this.#session.find(call);
    if (!awaited) return;
    this.tell([ClientKind.cancel, call]);
    awaited.deadline = performance.now();
    this.#patience.expectBy(awaited.deadline);
  }

  /**
   * Says bye and ends the session; calls that still wait reject with `ClosedError` at once. Resolves when the broker has
   * hung up, so that everything sent before has arrived there, or after `BYE_TIMEOUT_MS` without a word from it.
   */
  async close(): Promise<void> {
    if (this.#fate) return;
    this.tell([ClientKind.bye]);
    this.#flush();
    const link = this.#link;
    this.#link = undefined;
    this.#end((happened) => new ClosedError('the manager was closed', { happened }), false);
    if (!link) return;
    link.ref();
    await this.#hungUp(BYE_TIMEOUT_MS);
    link.close();
  }

  async #hungUp(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#onHungUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // ── The link's events ──────────────────────────────────────────────────────────────────────────────────────────────

  onFrame(frame: Uint8Array): void {
    if (this.#fate) return;
    this.#bytesReceived += frame.length;
    try {
      const { handedOut, bye } = this.#session.receive(decodeBrokerPacket(frame));
      if (bye) this.#heedBye(bye);
      else if (handedOut || this.#owesAcknowledgement) this.#flushSoon();
      else this.#acknowledgeLater();
    } catch (error) {
      const { message } = error as Error;
      this.#end(
        (happened) => new BrokerGoneError(`the broker broke the protocol: ${message}`, { happened, cause: error }),
        false,
      );
    }
    if (this.#session.waiting === 0) this.#link?.unref();
  }

  onDown(reason: string): void {
    this.#link = undefined;
    this.#onHungUp();
    if (this.#fate) return;
    if (this.#welcome.graceMs === 0) this.#end(goneBecause(this.credentials.address, reason), false);
    else void this.#reconnect(reason);
  }

  /** Where a lost connection can be resumed, its grace decides; and heartbeats find a broker that is stopped. */
  #loseInterest(): void {
    if (!this.#link) return;
    this.#end(
      goneBecause(this.credentials.address, `it left a call unanswered ${PATIENCE_MS} ms after its time was over`),
      false,
    );
  }

  /** A broker that stops answered all that it carried out before it said bye, so what still waits did not happen. */
  #heedBye(bye: HoldallError): void {
    if (bye instanceof BrokerGoneError) {
      this.#end((happened) => new BrokerGoneError(bye.message, { happened }), true);
    } else {
      const message = `the broker ended the session (${bye.code}): ${bye.message}`;
      this.#end((happened) => new SessionEndedError(message, { happened, cause: bye }), false);
    }
  }

  // ── Frames out ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * All messages of one turn leave together. `nextTick` runs when every promise that is settled by now has had its say:
   * what an answer makes the program ask next goes with the acknowledgement of that answer.
   */
  #flushSoon(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    process.nextTick(() => this.#flush());
  }

  #flush(): void {
    this.#flushIsDue = false;
    if (!this.#link) return;
    clearTimeout(this.#acknowledgeSoon);
    this.#acknowledgeSoon = undefined;
    this.#bytesReceived = 0;
    const { first, messages } = this.#session.take();
    try {
      for (const frame of framesOf(first, this.#session.received, messages)) this.#link.send(frame);
    } catch (cause) {
      // Whatever cannot be encoded was to be refused when the call was made. The stream has a hole now: it cannot go on.
      this.#end(
        (happened) => new InternalError(`a message could not be encoded: ${String(cause)}`, { happened, cause }),
        false,
      );
    }
  }

  get #owesAcknowledgement(): boolean {
    return this.#session.unacknowledged > MOST_UNACKNOWLEDGED || this.#bytesReceived > MOST_BYTES_UNACKNOWLEDGED;
  }

  #acknowledgeLater(): void {
    if (this.#session.unacknowledged === 0) return;
    this.#acknowledgeSoon ??= setTimeout(() => this.#flush(), limits.acknowledgeMs).unref();
  }

  // ── Reconnection ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Tries until the grace is over; calls go on waiting meanwhile, and new ones queue up. */
  async #reconnect(reason: string): Promise<void> {
    const { graceMs, session, secret } = this.#welcome;
    const deadline = performance.now() + graceMs;
    for (let pause = FIRST_PAUSE_MS; !this.#fate; pause = Math.min(2 * pause, LAST_PAUSE_MS)) {
      const left = deadline - performance.now();
      if (left <= 0)
        this.#end(goneBecause(this.credentials.address, `${reason}; reconnecting for ${graceMs} ms failed`), false);
      else if (await this.#tryResume({ session, secret, received: this.#session.received }, left)) return;
      else await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
    }
  }

  /** True when there is nothing left to try: the session goes on, or it is over. */
  async #tryResume(
    resumption: { session: Id; secret: Uint8Array; received: StreamNumber },
    timeoutMs: number,
  ): Promise<boolean> {
    try {
      const entrance = await enter(this.credentials, timeoutMs, resumption);
      if (this.#fate) entrance.link.close();
      else this.#resume(entrance);
      return true;
    } catch (error) {
      if (!(error instanceof SessionEndedError)) return false;
      this.#end((happened) => new SessionEndedError(error.message, { happened, cause: error }), false);
      return true;
    }
  }

  #resume({ link, welcome, hand }: Entrance): void {
    this.#link = link;
    this.#session.resume(welcome.received);
    if (this.#session.waiting === 0) link.unref();
    hand(this);
    this.#flush();
  }

  #end(fate: Fate, orderly: boolean): void {
    if (this.#fate) return;
    this.#fate = fate;
    clearTimeout(this.#acknowledgeSoon);
    this.#patience.stop();
    this.#link?.close();
    this.#link = undefined;
    this.#session.fail(fate, orderly);
    this.#onEnd();
  }
}

function goneBecause(address: string, reason: string): Fate {
  return (happened) => {
    const verdict = happened === 'no' ? 'the call was not made' : 'whether the call took effect is not known';
    return new BrokerGoneError(`the broker at ${address} is gone (${reason}); ${verdict}`, { happened });
  };
}
