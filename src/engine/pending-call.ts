import { ArgumentError, StaleFenceError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { Owner, StreamNumber } from '../../protocol/messages.js';
import { type Call, type Outcome, ReferringValue, type Stored } from '../objects/contract.js';
import type { Deadline } from './deadlines.js';
import type { Directory } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { Method } from './hosted-type.js';
import type { Line, LineEntry } from './line.js';
import type { Session } from './session.js';

/** The view a state has of the world, on behalf of one session. */
export class ObjectCall implements Call {
  readonly owner: Owner | undefined = undefined;
  readonly room = limits.messageBytes;
  readonly #directory: Directory;

  constructor(
    directory: Directory,
    readonly caller: Session,
    readonly object: HostedObject,
    public now: number,
  ) {
    this.#directory = directory;
  }

  get session(): string {
    return this.caller.id;
  }

  keep(value: Stored): void {
    if (!(value instanceof ReferringValue)) return;
    for (const id of value.references) this.object.store(this.#directory.get(id));
  }

  drop(value: Stored): void {
    if (!(value instanceof ReferringValue)) return;
    for (const id of value.references) this.#directory.unstore(this.object, this.#directory.get(id));
  }

  hold(): void {
    this.caller.stakes.add(this.object);
  }

  letGo(): void {
    this.caller.stakes.delete(this.object);
  }
}

/** A call of a client's, from its arrival to its one answer; in between it may wait in a line of its object. */
export class PendingCall extends ObjectCall implements LineEntry<PendingCall>, Deadline {
  before: PendingCall | undefined = undefined;
  after: PendingCall | undefined = undefined;
  at = Number.POSITIVE_INFINITY;
  place = -1;
  /** The line it waits in. */
  line: Line<PendingCall> | undefined = undefined;

  constructor(
    directory: Directory,
    caller: Session,
    object: HostedObject,
    now: number,
    readonly number: StreamNumber,
    readonly method: Method,
    readonly args: readonly unknown[],
    /** Objects that the arguments refer to, alive as long as the call is. */
    readonly refersTo: readonly HostedObject[],
    override readonly owner: Owner | undefined,
    readonly fence: Fence | undefined,
  ) {
    super(directory, caller, object, now);
  }

  /** Tries the operation. May throw what the state throws; then the object is as it was. */
  run(now: number): Outcome {
    this.now = now;
    this.fence?.check();
    return this.method.run(this.object.state, this, this.args);
  }
}

/** Proof of a lock held, shown with a call. It holds until its lock is granted again. */
export class Fence {
  constructor(
    readonly lock: HostedObject,
    readonly token: number,
  ) {}

  /** Throws `StaleFenceError` when the lock was granted again since. */
  check(): void {
    const { lock, token } = this;
    const latest = lock.state.latestToken;
    if (latest === undefined)
      throw new ArgumentError(`the fence of ${lock} is none: only an exclusive grant carries one`);
    if (token < latest) {
      throw new StaleFenceError(
        `the fence ${token} of ${lock} is stale: the lock was granted again since, as ${latest}`,
      );
    }
  }
}
