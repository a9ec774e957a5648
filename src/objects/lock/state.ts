import { NotLockedError, NotOwnerError } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import { type Call, type Options, type Outcome, PARK, type Result, type StateOf } from '../contract.js';
import type { lockOperations } from './operations.js';

/**
 * A lock that its holder's session owns: only that session may release it, and the session's end releases it and marks
 * it as abandoned for the next holder, who may find half-done work behind it.
 */
export class LockState implements StateOf<typeof lockOperations> {
  #holder: Id | undefined;
  #latestToken = 0;
  #abandoned = false;

  get latestToken(): number {
    return this.#latestToken;
  }

  acquire(call: Call): Outcome {
    if (this.#holder !== undefined) return PARK;
    const abandoned = this.#abandoned;
    this.#holder = call.session;
    this.#abandoned = false;
    call.hold();
    return [++this.#latestToken, abandoned];
  }

  /** Without a token: whatever grant the session has. */
  release(call: Call, token: number = this.#latestToken): Outcome {
    if (this.#holder === undefined) throw new NotLockedError('release: the lock is not locked');
    if (this.#holder !== call.session) {
      throw new NotOwnerError('release: the lock is held by another session; only its holder can release it');
    }
    if (token !== this.#latestToken) {
      throw new NotOwnerError(
        `release: grant ${token} is over; the lock was granted again since, as ${this.#latestToken}`,
      );
    }
    this.#holder = undefined;
    call.letGo();
    return undefined;
  }

  locked(): Outcome {
    return this.#holder !== undefined;
  }

  sessionEnded(call: Call): void {
    if (this.#holder !== call.session) return;
    this.#holder = undefined;
    this.#abandoned = true;
  }

  snapshot(): Result {
    return [this.#holder ?? null, this.#latestToken, this.#abandoned];
  }

  static restore(_options: Options, snapshot: Result): LockState {
    const [holder, latestToken, abandoned] = snapshot as [Id | null, number, boolean];
    const state = new LockState();
    state.#holder = holder ?? undefined;
    state.#latestToken = latestToken;
    state.#abandoned = abandoned;
    return state;
  }
}
