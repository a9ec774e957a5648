import { HoldallError, ObjectGoneError, Overloaded, ProtocolError } from '../../protocol/errors.js';
import { BROKER_HANDLE, type BrokerMessage, type Handle, type Id, type StreamNumber } from '../../protocol/messages.js';
import { Inbox, Outbox } from '../../protocol/stream.js';
import type { Deadline } from '../objects/deadlines.js';
import { reached } from '../objects/reached.js';
import { Thrown } from '../objects/thrown.js';
import { type Budget, HANDLE_BYTES, isMuch, WAITING_BYTES } from './budget.js';
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
type Held =
  | { readonly object: HostedObject; times: number; rights: RightSet }
  | { readonly failure: Error; readonly bytes: number };

/** When a session ends whose connection is lost. */
export class Expiry implements Deadline {
  at = Number.POSITIVE_INFINITY;
  place = -1;
  /** When the connection was lost; `undefined` while there is one. */
  awaySince: number | undefined;

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
  readonly #budget: Budget;
  #unacknowledgedBytes = 0;

  readonly #handles = new Map<Handle, Held>();
  /** The handle under which references to an object are given to this client. */
  readonly #handleOf = new Map<HostedObject, Handle>();
  #lowestHandle: Handle = 0;
  #handleBytes = 0;

  constructor(
    readonly id: Id,
    readonly graceMs: number,
    readonly newcomer: Newcomer,
    /** When it began, on the engine's clock. */
    readonly since: number,
    brokerObject: HostedObject,
    /** The one that all sessions share. */
    budget: Budget,
  ) {
    this.#rights = new Rights(newcomer.principal);
    this.#budget = budget;
    budget.sessions++;
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
    this.#countHandles(HANDLE_BYTES);
    if (!this.#handleOf.has(object)) this.#handleOf.set(object, handle);
  }

  /** Takes into use a handle whose opening failed: calls already under way to it fail for the same reason. */
  assignFailure(handle: Handle, failure: Error): void {
    const bytes = HANDLE_BYTES + lengthOf(failure);
    this.#handles.set(handle, { failure: kept(failure), bytes });
    this.#countHandles(bytes);
  }

  /** Throws unless `handle` is one that the client may choose for a new reference; the session ends then. */
  checkFree(handle: Handle): void {
    if (handle <= 0) throw new ProtocolError(`handle ${handle}: a client chooses handles above 0`);
    if (this.#handles.has(handle)) throw new ProtocolError(`handle ${handle} is in use: choose each handle once`);
    if (this.references >= 2 * this.#budget.limits.handles) throw this.#tooManyHandles();
  }

  /** Bytes in the outbox. */
  get unacknowledgedBytes(): number {
    return this.#unacknowledgedBytes;
  }

  /** Queues a message for the client. Returns its number. */
  send(sent: Sent): StreamNumber {
    this.#count(sent.bytes, 1);
    return this.outbox.push(sent);
  }

  /** A message is in the outbox no more. */
  forget(sent: Sent): void {
    this.#count(-sent.bytes, -1);
  }

  /**
   * Why no answer may be added: the session, or all together, leave so much unacknowledged, or it has been given so many
   * references beyond its limit. `undefined` if one may.
   */
  lackOfRoom(): HoldallError | undefined {
    const { limits, unacknowledged } = this.#budget;
    if (this.references >= 2 * limits.handles) return this.#tooManyHandles();
    const bytes = this.#unacknowledgedBytes;
    const isTooMuchInAll = unacknowledged > limits.unacknowledgedBytesInAll && isMuch(bytes);
    if (bytes <= limits.unacknowledgedBytes && !isTooMuchInAll) return undefined;
    const what = `answers of ${bytes} bytes are under way to this client and not acknowledged`;
    if (!isTooMuchInAll) return reached('unacknowledgedBytes', `${what}: make fewer calls at a time`);
    const inAll = `${what}, ${unacknowledged} to all clients together: make fewer calls at a time`;
    return reached('unacknowledgedBytesInAll', inAll, Overloaded);
  }

  /** Whether the client does not read at all: it was told often enough that there is no room. */
  get isDeaf(): boolean {
    const { limits } = this.#budget;
    return (
      this.outbox.unacknowledged > limits.unacknowledgedMessages ||
      this.#unacknowledgedBytes > 2 * limits.unacknowledgedBytes
    );
  }

  /** Why no more calls may wait; `undefined` if one may. */
  lackOfPatience(): HoldallError | undefined {
    const { limits } = this.#budget;
    if (this.waiting.size >= limits.callsInFlight) {
      return reached('callsInFlight', `the session has ${limits.callsInFlight} calls waiting already`);
    }
    if (this.waitingBytes > limits.callBytesInFlight) {
      const what = `the session has calls with ${this.waitingBytes} bytes of arguments waiting already`;
      return reached('callBytesInFlight', what);
    }
    return this.#lackOfMemory();
  }

  /** Throws when the session may not open more. The handle that it chose stays in use, for that failure. */
  checkRoom(): void {
    const lack = this.references >= this.#budget.limits.handles ? this.#tooManyHandles() : this.#lackOfMemory();
    if (lack) throw lack;
  }

  /** The session is over: what it had is given back but for its handles. */
  leave(): void {
    this.#countHandles(-this.#handleBytes);
    this.#budget.sessions--;
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
    if (held.object.isDropped) throw new ObjectGoneError(`${held.object} was dropped`);
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
    this.#countHandles(HANDLE_BYTES);
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
    this.#countHandles('object' in held ? -HANDLE_BYTES : -held.bytes);
    if (!('object' in held)) return undefined;
    if (this.#handleOf.get(held.object) === handle) this.#handleOf.delete(held.object);
    return held.object;
  }

  /** Why a session with much of its own may not have more where the broker has too much; `undefined` for any other. */
  #lackOfMemory(): HoldallError | undefined {
    const own = this.#handleBytes + this.waitingBytes + WAITING_BYTES * this.waiting.size;
    return isMuch(own) ? this.#budget.objection(0) : undefined;
  }

  #tooManyHandles(): HoldallError {
    const { handles } = this.#budget.limits;
    return reached('handles', `the session has ${handles} handles in use: give references back before opening more`);
  }

  #count(bytes: number, answers: 1 | -1): void {
    this.#unacknowledgedBytes += bytes;
    this.#budget.unacknowledged += bytes;
    this.#budget.answers += answers;
  }

  #countHandles(bytes: number): void {
    this.#handleBytes += bytes;
    this.#budget.handles += bytes;
  }
}

/** A failure as a handle keeps it: a million of them must not keep a million stacks. */
function kept(failure: Error): Error {
  if (failure instanceof HoldallError) failure.stack = `${failure}`;
  return failure;
}

function lengthOf(failure: Error): number {
  return 256 + 3 * failure.message.length + (failure instanceof Thrown ? failure.encoding.length : 0);
}
