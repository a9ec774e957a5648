import { LimitError, ObjectGoneError, ProtocolError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { BROKER_HANDLE, type BrokerMessage, type Handle, type Id, type StreamNumber } from '../../protocol/messages.js';
import { Inbox, Outbox } from '../../protocol/stream.js';
import type { Deadline } from '../objects/deadlines.js';
import type { Newcomer } from './engine.js';
import { everyRight, type RightSet, Rights } from './entitlement.js';
import type { HostedObject } from './hosted-object.js';
import type { PendingCall } from './pending-call.js';
import type { Principal } from './principal.js';

/** A message sent, with what its acknowledgement settles. */
export interface Sent {
  readonly message: BrokerMessage;
  /** Roughly how many bytes it takes; the limit on what a client leaves unacknowledged counts these. */
  readonly bytes: number;
  /** Objects that it refers to, kept alive until the receiver has it. */
  readonly refersTo: readonly HostedObject[];
  /** Items handed out by it, which return to their object if the session ends first: the object is kept for that. */
  readonly handout: { readonly object: HostedObject; readonly items: readonly unknown[] } | undefined;
}

/** What a handle stands for: an object, how often it was given to the client, and what the client may do with it; or why opening it failed. */
type Held = { readonly object: HostedObject; times: number; rights: RightSet } | { readonly failure: Error };

/** One for all: failures of a million openings must not keep a million stacks. */
const tooManyHandles = new LimitError(
  `the session has ${limits.handles} handles in use: give references back before opening more`,
);

/** Bytes of answers that their clients have not acknowledged. */
export class Backlog {
  bytes = 0;
}

/** When a session ends whose connection is lost. */
export class Expiry implements Deadline {
  at = Number.POSITIVE_INFINITY;
  place = -1;

  constructor(readonly session: Session) {}
}

/** One client: its two streams, what it knows, what it waits for and what it holds. */
export class Session {
  readonly inbox = new Inbox();
  readonly outbox = new Outbox<Sent>();
  /** Calls that wait in a line, by their numbers. */
  readonly waiting = new Map<StreamNumber, PendingCall>();
  /** Bytes of their arguments. */
  waitingBytes = 0;
  /** Objects where the session holds something: `sessionEnded` is called on these. */
  readonly stakes = new Set<HostedObject>();
  readonly expiry = new Expiry(this);
  /** It has given back what it had, and nothing of it is served any more. */
  hasEnded = false;
  #rights: Rights;
  readonly #ofAll: Backlog;
  #unacknowledgedBytes = 0;

  readonly #handles = new Map<Handle, Held>();
  /** The handle under which references to an object are given to this client. */
  readonly #handleOf = new Map<HostedObject, Handle>();
  #lowestHandle: Handle = 0;

  constructor(
    readonly id: Id,
    readonly graceMs: number,
    readonly newcomer: Newcomer,
    /** When it began, on the engine's clock. */
    readonly since: number,
    brokerObject: HostedObject,
    /** The one that all sessions share. */
    backlog: Backlog,
  ) {
    this.#rights = new Rights(newcomer.principal);
    this.#ofAll = backlog;
    // What needs a right there asks for it itself.
    this.#handles.set(BROKER_HANDLE, { object: brokerObject, times: 1, rights: everyRight });
  }

  /** What the client says it is. */
  get client(): string {
    return this.newcomer.client;
  }

  /** What its principal may do. */
  get rights(): Rights {
    return this.#rights;
  }

  /** Its principal may do other things from now on. */
  entitle(principal: Principal): void {
    this.#rights = new Rights(principal);
    this.reconsider();
  }

  /** To be called when an object has another name: the rights on it may be others now. */
  reconsider(): void {
    for (const [handle, held] of this.#handles) {
      if (handle !== BROKER_HANDLE && 'object' in held) held.rights = this.#rights.over(held.object);
    }
  }

  /** The rights on the object behind a handle; none where there is no object. */
  rightsAt(handle: Handle): RightSet {
    const held = this.#handles.get(handle);
    return held && 'object' in held ? held.rights : 0;
  }

  /** How many references the client has; the broker's own handle does not count. */
  get references(): number {
    return this.#handles.size - 1;
  }

  /** The objects the client knows, once for each handle: one reference each. */
  *objects(): Iterable<HostedObject> {
    for (const [handle, held] of this.#handles) {
      if (handle !== BROKER_HANDLE && 'object' in held) yield held.object;
    }
  }

  /** How many references to the object the client was given and has not given back, or has on their way. */
  timesKnown(object: HostedObject): number {
    let times = 0;
    for (const held of this.#handles.values()) if ('object' in held && held.object === object) times += held.times;
    return times;
  }

  /** Takes a handle that the client chose into use. */
  assign(handle: Handle, object: HostedObject): void {
    object.retain();
    this.#handles.set(handle, { object, times: 1, rights: this.#rights.over(object) });
    if (!this.#handleOf.has(object)) this.#handleOf.set(object, handle);
  }

  /** Takes into use a handle whose opening failed: calls already under way to it fail for the same reason. */
  assignFailure(handle: Handle, failure: Error): void {
    this.#handles.set(handle, { failure });
  }

  /** Throws unless `handle` is one that the client may choose for a new reference; the session ends then. */
  checkFree(handle: Handle): void {
    if (handle <= 0) throw new ProtocolError(`handle ${handle}: a client chooses handles above 0`);
    if (this.#handles.has(handle)) throw new ProtocolError(`handle ${handle} is in use: choose each handle once`);
    if (this.references >= 2 * limits.handles) throw tooManyHandles;
  }

  /** Bytes in the outbox. */
  get unacknowledgedBytes(): number {
    return this.#unacknowledgedBytes;
  }

  /** Queues a message for the client. Returns its number. */
  send(sent: Sent): StreamNumber {
    this.#count(sent.bytes);
    return this.outbox.push(sent);
  }

  /** A message is in the outbox no more. */
  forget(sent: Sent): void {
    this.#count(-sent.bytes);
  }

  /**
   * Why no answer may be added: the session, or all together, leave so much unacknowledged, or it has been given so many
   * references beyond its limit. `undefined` if one may.
   */
  lackOfRoom(): LimitError | undefined {
    if (this.references >= 2 * limits.handles) return tooManyHandles;
    const bytes = this.#unacknowledgedBytes;
    const isMuchOfTooMuch = this.#ofAll.bytes > limits.unacknowledgedBytesInAll && bytes > limits.packetBytes;
    if (bytes <= limits.unacknowledgedBytes && !isMuchOfTooMuch) return undefined;
    const inAll = isMuchOfTooMuch ? `, ${this.#ofAll.bytes} to all clients together` : '';
    return new LimitError(
      `answers of ${bytes} bytes are under way to this client and not acknowledged${inAll}: make fewer calls at a time`,
    );
  }

  /** Whether the client does not read at all: it was told often enough that there is no room. */
  get isDeaf(): boolean {
    return (
      this.outbox.unacknowledged > limits.unacknowledgedMessages ||
      this.#unacknowledgedBytes > 2 * limits.unacknowledgedBytes
    );
  }

  /** Why no more calls may wait; `undefined` if one may. */
  lackOfPatience(): LimitError | undefined {
    if (this.waiting.size >= limits.callsInFlight) {
      return new LimitError(`the session has ${limits.callsInFlight} calls waiting already`);
    }
    if (this.waitingBytes <= limits.callBytesInFlight) return undefined;
    return new LimitError(`the session has calls with ${this.waitingBytes} bytes of arguments waiting already`);
  }

  /** Throws `LimitError` when the session may not open more. The handle that it chose stays in use, for that failure. */
  checkRoom(): void {
    if (this.references >= limits.handles) throw tooManyHandles;
  }

  /** The object under a handle, if it is one of an object. */
  known(handle: Handle): HostedObject | undefined {
    const held = this.#handles.get(handle);
    return held && 'object' in held ? held.object : undefined;
  }

  lookUp(handle: Handle): HostedObject {
    const held = this.#handles.get(handle);
    if (!held)
      throw new ObjectGoneError(`handle ${handle} is not open in this session: it was given back or never given`);
    if ('failure' in held) throw held.failure;
    return held.object;
  }

  /** The handle under which a message refers to `object`, given to the client once more. */
  give(object: HostedObject): Handle {
    const known = this.#handleOf.get(object);
    const held = known === undefined ? undefined : this.#handles.get(known);
    if (known !== undefined && held && 'object' in held) {
      held.times++;
      return known;
    }
    const handle = --this.#lowestHandle;
    object.retain();
    this.#handles.set(handle, { object, times: 1, rights: this.#rights.over(object) });
    this.#handleOf.set(object, handle);
    return handle;
  }

  /**
   * Gives a handle back `times` times. If that was the last time, returns the object that it stood for, whose reference
   * is then the caller's to release.
   */
  release(handle: Handle, times: number): HostedObject | undefined {
    const held = this.#handles.get(handle);
    if (!held || handle === BROKER_HANDLE) throw new ProtocolError(`release of handle ${handle}, which is not open`);
    if ('object' in held) {
      if (times > held.times)
        throw new ProtocolError(`release of handle ${handle} ${times} times, given ${held.times} times`);
      held.times -= times;
      if (held.times > 0) return undefined;
    }
    this.#handles.delete(handle);
    if (!('object' in held)) return undefined;
    if (this.#handleOf.get(held.object) === handle) this.#handleOf.delete(held.object);
    return held.object;
  }

  #count(bytes: number): void {
    this.#unacknowledgedBytes += bytes;
    this.#ofAll.bytes += bytes;
  }
}
