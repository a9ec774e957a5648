import { NotLockedError, NotOwnerError } from '../../../protocol/errors.js';
import type { Id, Owner } from '../../../protocol/messages.js';
import {
  type Call,
  GoOn,
  Handout,
  type Holder,
  type Lack,
  type Outcome,
  PARK,
  type Result,
  type State,
} from '../contract.js';
import type { Waiting } from '../operation.js';

/** Who holds the lock. */
interface Tenant {
  readonly session: Id;
  readonly owner: Owner | undefined;
  readonly since: number;
  /** The token of the grant that it began with: waiting on a condition in between gives a newer one. */
  readonly firstToken: number;
  /** How often it has acquired the lock without releasing it. */
  readonly level: number;
}

/** Why a wait on a condition is over, for its caller. */
export type WaitOutcome = 'notified' | 'late' | 'cancelled';

/** What a condition's `wait` answers: its end, the new grant's token, and whether the holder between died. */
export type WaitAnswer = readonly [outcome: WaitOutcome, token: number, abandoned: boolean];

/**
 * What a condition asks of the lock that it stands on. A `wait` goes on as `yieldLock` here, `sleep` there and `reacquire`
 * here; a `notify` as `confirm` here and `wake` there.
 */
export const lockForConditions = {
  yieldLock: {},
  confirm: {},
  reacquire: { line: 'acquire', patient: true },
} as const satisfies Record<string, Waiting>;

/** What tells a condition that somebody who was notified can make no use of it. */
const SPARE_WAKE = new Uint8Array();

/**
 * A lock that one at a time holds. A robust one belongs to its holder's session, whose end releases it and marks it as
 * abandoned for the next holder, who may find half-done work behind it.
 */
export abstract class ExclusiveState implements State {
  readonly #robust: boolean;
  #tenant: Tenant | undefined;
  #latestToken = 0;
  #abandoned = false;

  constructor(robust: boolean) {
    this.#robust = robust;
  }

  /** Whether the tenant may release what it holds by this call; says why not. */
  protected abstract objection(tenant: Tenant, call: Call): string | undefined;

  get latestToken(): number | undefined {
    return this.#latestToken;
  }

  protected get tenant(): Tenant | undefined {
    return this.#tenant;
  }

  protected get isRobust(): boolean {
    return this.#robust;
  }

  /** Without a token: whatever grant the caller has. */
  release(call: Call, token?: number): Outcome {
    const tenant = this.#demand(call);
    if (token !== undefined && (token < tenant.firstToken || token > this.#latestToken)) {
      throw new NotOwnerError(
        `${call.calledAs}: grant ${token} is over; the lock was granted again since, as ${this.#latestToken}`,
      );
    }
    if (tenant.level > 1) this.#tenant = { ...tenant, level: tenant.level - 1 };
    else this.#vacate(call);
    return undefined;
  }

  locked(_call: Call): Outcome {
    return this.#tenant !== undefined;
  }

  // ── For conditions ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Gives up all levels; the call goes on sleeping at the condition, and remembers them. */
  yieldLock(call: Call, condition: Id): Outcome {
    const { level, firstToken } = this.#demand(call);
    this.#vacate(call);
    return new GoOn('sleep', [level, firstToken], condition);
  }

  /** Takes all levels back after a wait. A notification stays with the condition until its receiver has it. */
  reacquire(call: Call, level: number, firstToken: number, outcome: WaitOutcome, condition: Id): Outcome {
    if (this.#tenant) return PARK;
    const [token, abandoned] = this.grant(call, level, firstToken);
    const answer: WaitAnswer = [outcome, token, abandoned];
    return outcome === 'notified' ? new Handout(answer, [condition]) : answer;
  }

  /** A notification: only who holds the lock may send one. */
  confirm(call: Call, condition: Id, n: number): Outcome {
    this.#demand(call);
    return new GoOn('wake', [n], condition);
  }

  /** Who was notified has ended while it waited for the lock: the notification is for the next who sleeps. */
  waitEnded(call: Call, operation: string, _why: unknown, args: readonly unknown[]): GoOn | undefined {
    const [, , outcome, condition] = args as readonly [level: number, firstToken: number, WaitOutcome, Id];
    if (operation === 'reacquire' && outcome === 'notified') call.send(condition, SPARE_WAKE);
    return undefined;
  }

  /** Who was notified has ended before it had the answer. */
  takeBack(call: Call, conditions: readonly unknown[]): void {
    for (const condition of conditions as readonly Id[]) call.send(condition, SPARE_WAKE);
  }

  // ── For people and for the engine ──────────────────────────────────────────────────────────────────────────────────

  sessionEnded(call: Call): void {
    if (!this.#robust || this.#tenant?.session !== call.session) return;
    this.#tenant = undefined;
    this.#abandoned = true;
  }

  holders(): readonly Holder[] {
    if (!this.#tenant) return [];
    const { session, owner, since, level } = this.#tenant;
    return [{ session, owner, since, count: level }];
  }

  /** Of a lock that is not robust, anybody may be the one who releases it. A condition's sleepers wait for anybody. */
  lacks(operation: string): Lack | undefined {
    const tenant = this.#robust && operation !== 'sleep' ? this.#tenant : undefined;
    return tenant && { from: this.holders(), count: tenant.level };
  }

  snapshot(): Result {
    const tenant = this.#tenant;
    const held = tenant && [tenant.session, tenant.owner ?? null, tenant.since, tenant.firstToken, tenant.level];
    return [held ?? null, this.#latestToken, this.#abandoned];
  }

  /** Becomes what the snapshot shows. */
  protected load(snapshot: Result): this {
    type Held = [Id, Owner | null, number, number, number];
    const [held, latestToken, abandoned] = snapshot as [Held | null, number, boolean];
    if (held) {
      const [session, owner, since, firstToken, level] = held;
      this.#tenant = { session, owner: owner ?? undefined, since, firstToken, level };
    }
    this.#latestToken = latestToken;
    this.#abandoned = abandoned;
    return this;
  }

  /** The caller has the lock, which was free. */
  protected grant(call: Call, level = 1, firstToken?: number): [token: number, abandoned: boolean] {
    const [token, abandoned] = [++this.#latestToken, this.#abandoned];
    const { session, owner, now: since } = call;
    this.#tenant = { session, owner, since, firstToken: firstToken ?? token, level };
    this.#abandoned = false;
    if (this.#robust) call.hold();
    return [token, abandoned];
  }

  /** Its holder has the lock once more. */
  protected deepen(tenant: Tenant): [token: number, level: number] {
    this.#tenant = { ...tenant, level: tenant.level + 1 };
    return [this.#latestToken, this.#tenant.level];
  }

  #vacate(call: Call): void {
    this.#tenant = undefined;
    call.letGo();
  }

  /** Throws unless the caller may do what only a holder may. */
  #demand(call: Call): Tenant {
    if (!this.#tenant) throw new NotLockedError(`${call.calledAs}: the lock is not locked; acquire it first`);
    const objection = this.objection(this.#tenant, call);
    if (objection !== undefined) {
      throw new NotOwnerError(`${call.calledAs}: the lock is held by ${objection}; only its holder can do this`);
    }
    return this.#tenant;
  }
}
