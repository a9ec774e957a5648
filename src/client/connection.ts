import {
  BrokerGoneError,
  ClosedError,
  type HoldallError,
  InternalError,
  SessionEndedError,
} from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { ClientKind, type ClientMessage, type Id, type StreamNumber, type Welcome } from '../../protocol/messages.js';
import type { Clock } from '../clock.js';
import type { HoldingSession } from '../objects/loss.js';
import type { ClientLink, LinkEvents } from '../transport/transport.js';
import { decodeBrokerPacket, framesOf, type SpareMemory } from '../wire/index.js';
import { goneBecause } from './fates.js';
import { type Credentials, type Entrance, enter } from './handshake.js';
import { PATIENCE_MS, Patience } from './patience.js';
import { type Away, reconnect } from './reconnection.js';
import { type Awaited, ClientSession, type Fate } from './session.js';
import { SessionEnd } from './session-end.js';
import { type World, worldOf } from './world.js';

/**
 * Answers, and bytes of them, that may wait for an acknowledgement before one is sent alone: bounds what the broker keeps for
 * us, and is far below what it sends ahead.
 */
const MOST_UNACKNOWLEDGED = 1024;
const MOST_BYTES_UNACKNOWLEDGED = limits.packetBytes;

/** How long a client that leaves waits for the broker to have noticed, in milliseconds. */
const BYE_TIMEOUT_MS = 1_000;

/** A session over whatever link carries it at the moment. */
export class Connection implements LinkEvents, HoldingSession {
  readonly credentials: Credentials;
  readonly #world: World;
  readonly #welcome: Welcome;
  readonly #session = new ClientSession();
  readonly #patience: Patience;
  #link: ClientLink | undefined;
  /** Once it has come, every later call fails with its fate. */
  readonly #sessionEnd = new SessionEnd();
  #flushIsDue = false;
  /** Of the frames that came since the last one left. */
  #bytesReceived = 0;
  #stopAcknowledging: (() => void) | undefined;
  #onHungUp: () => void = () => {};
  /** Keeps the process, as the link does, where calls wait while there is none. */
  #stopStaying: (() => void) | undefined;

  private constructor(credentials: Credentials, world: World, { link, welcome }: Entrance, onEnd: () => void) {
    this.credentials = credentials;
    this.#world = world;
    this.#patience = new Patience(world.clock, this.#session, () => this.#loseInterest());
    this.#welcome = welcome;
    this.#link = link;
    this.#sessionEnd.onCome(onEnd);
    link.unref();
  }

  /** Opens a session at a broker. `onEnd` is the first to be told of its end. */
  static async open(
    credentials: Credentials,
    timeoutMs: number,
    onEnd: () => void,
    world: World = worldOf(credentials.busyPoll ?? true),
  ): Promise<Connection> {
    const entrance = await enter(credentials, timeoutMs, world);
    const connection = new Connection(credentials, world, entrance, onEnd);
    entrance.hand(connection);
    return connection;
  }

  /** The clock that its calls' time limits are measured by. */
  get clock(): Clock {
    return this.#world.clock;
  }

  /** For the values in the arguments of calls. */
  get spareMemory(): SpareMemory {
    return this.#session.spareMemory;
  }

  /** Which broker this is. */
  get broker(): Id {
    return this.#welcome.broker;
  }

  /** Throws the error that every call gets when the session is over. */
  checkOpen(): void {
    const { fate } = this.#sessionEnd;
    if (fate) throw fate('no');
  }

  /** Tells of the end before anything is sent that could make it known to the broker, and before calls that wait reject. */
  onEnd(tell: (why: HoldallError) => void): () => void {
    return this.#sessionEnd.onCome(tell);
  }

  /** Sends a message with the others of this turn; its answer settles `awaited`. Throws when the session is over. */
  ask(message: ClientMessage, awaited: Awaited): StreamNumber {
    this.checkOpen();
    const number = this.#session.ask(message, awaited);
    if (awaited.deadline !== undefined) this.#patience.expectBy(awaited.deadline);
    if (this.#session.waiting === 1) this.#stay();
    this.#flushSoon();
    return number;
  }

  /** Sends a message with the others of this turn. When the session is over there is nobody to tell. */
  tell(message: ClientMessage): void {
    if (this.#isOver) return;
    this.#session.push(message);
    this.#flushSoon();
  }

  /** Asks the broker to give up a call that still waits. */
  cancel(call: StreamNumber): void {
    const awaited = this.#session.find(call);
    if (!awaited) return;
    this.tell([ClientKind.cancel, call]);
    if (awaited.hasOvertime) return;
    awaited.deadline = this.clock.now();
    this.#patience.expectBy(awaited.deadline);
  }

  /**
   * Says bye and ends the session; calls that still wait reject with `ClosedError` at once. Resolves when the broker has
   * hung up, so that everything sent before has arrived there, or after `BYE_TIMEOUT_MS` without a word from it.
   */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#sessionEnd.come((happened) => new ClosedError('the manager was closed', { happened }));
    this.#session.push([ClientKind.bye]);
    this.#flush();
    const link = this.#link;
    this.#link = undefined;
    this.#letGo(false);
    if (!link) return;
    link.ref();
    await this.#hungUp(BYE_TIMEOUT_MS);
    link.close();
  }

  async #hungUp(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const stopWaiting = this.clock.after(timeoutMs, resolve);
      this.#onHungUp = () => {
        stopWaiting();
        resolve();
      };
    });
  }

  // ── The link's events ──────────────────────────────────────────────────────────────────────────────────────────────

  onFrame(frame: Uint8Array): void {
    if (this.#isOver) return;
    this.#bytesReceived += frame.length;
    try {
      const { handedOut, bye } = this.#session.receive(decodeBrokerPacket(frame));
      if (bye) this.#heedBye(bye);
      else if (handedOut || this.#owesAcknowledgement) this.#flushSoon();
      else this.#acknowledgeLater();
      // All that it brought was decoded, which copies what is in it.
      this.#link?.reuse(frame);
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
    if (this.#isOver) return;
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
   * All messages of one turn leave together, when every promise that is settled by now has had its say: nothing is
   * acknowledged before its receiver has it, and what an answer makes the program ask next goes with its acknowledgement.
   * `nextTick` alone would not do: after the callback of a socket its turn comes before that of the promises.
   */
  #flushSoon(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    queueMicrotask(this.#flushAtEnd);
  }

  /** Made once, not for each flush. */
  readonly #flushAtEnd = (): void => process.nextTick(this.#flushNow);
  readonly #flushNow = (): void => this.#flush();

  #flush(): void {
    this.#flushIsDue = false;
    if (!this.#link) return;
    this.#bytesReceived = 0;
    const { first, messages } = this.#session.take();
    try {
      for (const frame of framesOf(first, this.#session.received, messages)) this.#link.send(...frame);
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

  /** What goes out meanwhile acknowledges too. The timer runs on all the same: to stop and start it costs each call more. */
  #acknowledgeLater(): void {
    if (this.#session.unacknowledged === 0) return;
    this.#stopAcknowledging ??= this.clock.after(limits.acknowledgeMs, () => this.#acknowledge(), { unref: true });
  }

  #acknowledge(): void {
    this.#stopAcknowledging = undefined;
    if (this.#session.unacknowledged > 0) this.#flush();
  }

  // ── Reconnection ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Calls go on waiting meanwhile, and new ones queue up. */
  #reconnect(reason: string): Promise<void> {
    if (this.#session.waiting > 0) this.#stay();
    const { graceMs, session, secret } = this.#welcome;
    const away: Away = {
      clock: this.clock,
      address: this.credentials.address,
      graceMs,
      isOver: () => this.#isOver,
      enter: (timeoutMs) =>
        enter(this.credentials, timeoutMs, this.#world, { session, secret, received: this.#session.received }),
      resume: (entrance) => this.#resume(entrance),
      end: (fate) => this.#end(fate, false),
    };
    return reconnect(away, reason);
  }

  #resume({ link, welcome, hand }: Entrance): void {
    this.#link = link;
    this.#stayNoLonger();
    this.#session.resume(welcome.received);
    if (this.#session.waiting === 0) link.unref();
    hand(this);
    this.#flush();
  }

  /** Calls wait: the process stays for them, no longer than the grace where the link is lost. */
  #stay(): void {
    if (this.#link) this.#link.ref();
    else this.#stopStaying ??= this.clock.after(this.#welcome.graceMs, () => {});
  }

  #stayNoLonger(): void {
    this.#stopStaying?.();
    this.#stopStaying = undefined;
  }

  // ── The end ────────────────────────────────────────────────────────────────────────────────────────────────────────

  get #isOver(): boolean {
    return this.#sessionEnd.fate !== undefined;
  }

  #end(fate: Fate, orderly: boolean): void {
    if (this.#isOver) return;
    this.#sessionEnd.come(fate);
    this.#letGo(orderly);
  }

  /** Lets go of everything, and rejects the calls that wait, as the end that has come says. */
  #letGo(orderly: boolean): void {
    this.#stopAcknowledging?.();
    this.#patience.stop();
    this.#stayNoLonger();
    this.#link?.close();
    this.#link = undefined;
    const { fate } = this.#sessionEnd;
    if (fate) this.#session.fail(fate, orderly);
  }
}
