import { ArgumentError, type HoldallError, ObjectGoneError, StaleFenceError } from '../../protocol/errors.js';
import type { Owner, StreamNumber } from '../../protocol/messages.js';
import type { Outcome } from '../objects/contract.js';
import type { Deadline } from '../objects/deadlines.js';
import type { CallEnd } from './call-counts.js';
import type { Directory } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { CalledMethod, Method } from './hosted-type.js';
import type { Line, LineEntry } from './line.js';
import { ObjectCall } from './object-turn.js';
import type { Session } from './session.js';

/** A call of a client's, from its arrival to its one answer; in between it may wait in a line of its object. */
export class PendingCall extends ObjectCall implements LineEntry<PendingCall>, Deadline {
  before: PendingCall | undefined = undefined;
  after: PendingCall | undefined = undefined;
  place = -1;
  /** As what it arrived: it may go on as others. */
  readonly #arrivedAs: CalledMethod;
  /** What it is now. */
  method: Method;
  /** Where it was before it went on as what it is now, and as what. */
  cameFrom: { readonly object: HostedObject; readonly method: Method } | undefined = undefined;
  /** The line it waits in. */
  line: Line<PendingCall> | undefined = undefined;
  /** What its arguments hold while it waits there. */
  bytes = 0;
  #hasWaited = false;

  constructor(
    directory: Directory,
    caller: Session,
    object: HostedObject,
    now: number,
    readonly number: StreamNumber,
    method: CalledMethod,
    public args: readonly unknown[],
    /** Objects that the arguments refer to, alive as long as the call is. */
    readonly refersTo: readonly HostedObject[],
    owner: Owner | undefined,
    public fence: Fence | undefined,
    /** When its time is over. */
    readonly at: number,
  ) {
    super(directory, caller, object, now, owner);
    this.#arrivedAs = method;
    this.method = method;
  }

  /** Who stands together with it in a line. */
  get party(): string | undefined {
    if (!this.method.operation.together) return undefined;
    return `${this.session} ${typeof this.owner} ${this.owner}`;
  }

  /** The operation's name, as it arrived. */
  get operation(): string {
    return this.#arrivedAs.name;
  }

  override get calledAs(): string {
    return this.#arrivedAs.calledAs;
  }

  override get waits(): boolean {
    return this.line !== undefined;
  }

  override waiting(line: string): number {
    return super.waiting(line) - (this.line !== undefined && this.line === this.object.line(line) ? 1 : 0);
  }

  /** It waits in `line` from now on. */
  joined(line: Line<PendingCall>): void {
    this.line = line;
    this.#hasWaited = true;
    this.#arrivedAs.counts.waiting++;
  }

  /** It waits no longer. */
  leftLine(): void {
    this.line = undefined;
    this.#arrivedAs.counts.waiting--;
  }

  /** Counts its end, at the time it was last looked at. Called once. */
  ended(how: CallEnd): void {
    const { counts } = this.#arrivedAs;
    counts.ended(how);
    if (this.#hasWaited) counts.waited(this.now - this.since);
  }

  /** From now on it is this call. The fence was checked for what it was before, which has begun. */
  become(object: HostedObject, method: Method, args: readonly unknown[]): void {
    this.cameFrom = { object: this.object, method: this.method };
    this.object = object;
    this.method = method;
    this.args = args;
    this.fence = undefined;
  }

  /** Tries the operation. May throw what the state throws; then the object is as it was. */
  run(now: number): Outcome {
    this.now = now;
    return this.method.run(this.object.state, this, this.args);
  }
}

/** Proof of a lock held, shown with a call. It holds until its lock is granted again. */
export class Fence {
  constructor(
    readonly lock: HostedObject,
    readonly token: number,
  ) {}

  /** Why a call that shows it must be refused: the lock was granted again since. `undefined` if it need not be. */
  objection(): HoldallError | undefined {
    const { lock, token } = this;
    if (lock.isDropped) return new ObjectGoneError(`the fence of ${lock} is stale: the lock was dropped`);
    const latest = lock.state.latestToken;
    if (latest === undefined) {
      return new ArgumentError(`the fence of ${lock} is none: only an exclusive grant carries one`);
    }
    if (token >= latest) return undefined;
    return new StaleFenceError(
      `the fence ${token} of ${lock} is stale: the lock was granted again since, as ${latest}`,
    );
  }
}
