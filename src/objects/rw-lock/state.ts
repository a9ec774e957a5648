import { NotLockedError, NotOwnerError } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import {
  type Call,
  type Holder,
  type Lack,
  type Options,
  type Outcome,
  PARK,
  type Result,
  type StateOf,
} from '../contract.js';
import { reached } from '../reached.js';
import type { rwLockOperations } from './operations.js';

interface Grant {
  readonly session: Id;
  readonly token: number;
  readonly since: number;
}

/** What a read grant takes in memory, with what leads to it. */
const GRANT_BYTES = 256;

/**
 * A lock for many readers or one writer, whose sessions own their grants. Each grant has a token of its own; those of
 * writers are fences.
 */
export class RwLockState implements StateOf<typeof rwLockOperations> {
  /** By session and token: a session may have several. No session without any is in it. */
  readonly #readers = new Map<Id, Map<number, Grant>>();
  #readerCount = 0;
  #writer: Grant | undefined;
  #grants = 0;
  #latestWrite = 0;
  /** A writer ended before it released. So say all grants up to the first writer's, which can repair what it finds. */
  #abandoned = false;

  get items(): number {
    return this.#readerCount;
  }

  get bytes(): number {
    return GRANT_BYTES * this.#readerCount;
  }

  get latestToken(): number {
    return this.#latestWrite;
  }

  acquireRead(call: Call): Outcome {
    if ((this.#readers.get(call.session)?.size ?? 0) >= call.mostHeld) {
      throw reached(
        'holds',
        `${call.calledAs}: this session has ${call.mostHeld} read grants of the lock, as many as one may (holds): release some first`,
      );
    }
    if (this.#writer) return PARK;
    const grant = this.#grant(call);
    this.#addReader(grant);
    return [grant.token, this.#abandoned];
  }

  acquireWrite(call: Call): Outcome {
    if (this.#writer || this.#readerCount > 0) return PARK;
    this.#writer = this.#grant(call);
    this.#latestWrite = this.#writer.token;
    const abandoned = this.#abandoned;
    this.#abandoned = false;
    return [this.#writer.token, abandoned];
  }

  release(call: Call, token: number): Outcome {
    if (!this.#writer && this.#readerCount === 0) throw new NotLockedError(`${call.calledAs}: the lock is not locked`);
    if (this.#writer?.session === call.session && this.#writer.token === token) this.#writer = undefined;
    else this.#removeReader(call, token);
    if (!this.#readers.has(call.session)) call.letGo();
    return undefined;
  }

  state(): Outcome {
    return { readers: this.#readerCount, writer: this.#writer !== undefined };
  }

  sessionEnded(call: Call): void {
    this.#readerCount -= this.#readers.get(call.session)?.size ?? 0;
    this.#readers.delete(call.session);
    if (this.#writer?.session !== call.session) return;
    this.#writer = undefined;
    this.#abandoned = true;
  }

  holders(): readonly Holder[] {
    return this.#held().map(({ session, since }) => ({ session, since }));
  }

  /** Who is first in the line and waits, waits for all: a reader for a writer, a writer for whoever there is. */
  lacks(): Lack | undefined {
    const from = this.holders();
    return { from, count: from.length };
  }

  snapshot(): Result {
    const grants = this.#held().map(({ session, token, since }) => [session, token, since]);
    return [grants, this.#writer !== undefined, this.#grants, this.#latestWrite, this.#abandoned];
  }

  static restore(_options: Options, snapshot: Result): RwLockState {
    const [grants, isWritten, count, latestWrite, abandoned] = snapshot as [
      [Id, number, number][],
      boolean,
      number,
      number,
      boolean,
    ];
    const state = new RwLockState();
    for (const [session, token, since] of grants) {
      if (isWritten) state.#writer = { session, token, since };
      else state.#addReader({ session, token, since });
    }
    state.#grants = count;
    state.#latestWrite = latestWrite;
    state.#abandoned = abandoned;
    return state;
  }

  #held(): readonly Grant[] {
    if (this.#writer) return [this.#writer];
    return [...this.#readers.values()].flatMap((grants) => [...grants.values()]);
  }

  #grant(call: Call): Grant {
    call.hold();
    return { session: call.session, token: ++this.#grants, since: call.now };
  }

  #addReader(grant: Grant): void {
    const grants = this.#readers.get(grant.session) ?? new Map<number, Grant>();
    this.#readers.set(grant.session, grants.set(grant.token, grant));
    this.#readerCount++;
  }

  #removeReader({ session, calledAs }: Call, token: number): void {
    const grants = this.#readers.get(session);
    if (!grants?.delete(token)) {
      throw new NotOwnerError(`${calledAs}: grant ${token} is not this session's: it is another's, or it is over`);
    }
    this.#readerCount--;
    if (grants.size === 0) this.#readers.delete(session);
  }
}
