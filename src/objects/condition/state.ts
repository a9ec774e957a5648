import type { Id } from '../../../protocol/messages.js';
import {
  type Call,
  GoOn,
  type Options,
  type Outcome,
  PARK,
  ReferringValue,
  type Result,
  type StateOf,
  type Turn,
  type WaitEnd,
} from '../contract.js';
import { extension } from '../encoded/pieces.js';
import { extensionItem } from '../encoded/writing.js';
import type { WaitOutcome } from '../lock/exclusive.js';
import { RLockState } from '../r-lock/state.js';
import type { conditionOperations } from './operations.js';

/** The encoding of a value that is nothing but its first reference. */
const A_REFERENCE = extensionItem(extension.reference, new Uint8Array(4));

/** A condition on a lock: one that was given, or the reentrant lock that it is itself. */
export class ConditionState extends RLockState implements StateOf<typeof conditionOperations> {
  /** The lock that was given. */
  readonly #lock: Id | undefined;
  /** How many of those who sleep are to be woken: between a turn and the trial of who waits, and 0 otherwise. */
  #wakes = 0;

  constructor(options: Options) {
    super({ robust: true });
    this.#lock = (options['lock'] as Id | null) ?? undefined;
  }

  /** A fence is one of the lock. */
  override get latestToken(): number | undefined {
    return this.#lock === undefined ? super.latestToken : undefined;
  }

  override acquire(call: Call): Outcome {
    return this.#lock === undefined ? super.acquire(call) : new GoOn('acquire', [], this.#lock);
  }

  override release(call: Call, token?: number): Outcome {
    return this.#lock === undefined ? super.release(call, token) : new GoOn('release', [token], this.#lock);
  }

  override locked(call: Call): Outcome {
    return this.#lock === undefined ? super.locked(call) : new GoOn('locked', [], this.#lock);
  }

  lock(): Outcome {
    return this.#lock === undefined ? undefined : new ReferringValue(A_REFERENCE, [this.#lock]);
  }

  wait(call: Call): Outcome {
    return new GoOn('yieldLock', [call.self], this.#lock);
  }

  notify(call: Call, n = 1): Outcome {
    return new GoOn('confirm', [call.self, n], this.#lock);
  }

  notifyAll(call: Call): Outcome {
    return this.notify(call, Number.MAX_SAFE_INTEGER);
  }

  /** A wait that has given its lock up. Who has slept longest is woken first. */
  sleep(call: Call, level: number, firstToken: number): Outcome {
    if (this.#wakes === 0) return PARK;
    this.#wakes--;
    return this.#returnToLock(call, level, firstToken, 'notified');
  }

  /** A notification by the lock's holder, for those who sleep at this moment. */
  wake(call: Call, n: number): Outcome {
    this.#wakeUp(call, n);
    return undefined;
  }

  /** A notification comes back whose receiver has ended. */
  receive(turn: Turn): void {
    this.#wakeUp(turn, 1);
  }

  override waitEnded(call: Call, operation: string, why: WaitEnd, args: readonly unknown[]): GoOn | undefined {
    if (operation !== 'sleep') return super.waitEnded(call, operation, why, args);
    this.#wakes = Math.min(this.#wakes, call.waiting('wait'));
    if (why === 'session ended' || why === 'refused') return undefined;
    const [level, firstToken] = args as [number, number];
    return this.#returnToLock(call, level, firstToken, why);
  }

  override snapshot(): Result {
    return [super.snapshot(), this.#wakes];
  }

  static override restore(options: Options, snapshot: Result): ConditionState {
    const [lock, wakes] = snapshot as [Result, number];
    const state = new ConditionState(options).load(lock);
    state.#wakes = wakes;
    return state;
  }

  /** A wake-up is for who sleeps now: nobody else finds it later. */
  #wakeUp(turn: Turn, n: number): void {
    this.#wakes = Math.min(this.#wakes + n, turn.waiting('wait'));
  }

  #returnToLock(call: Call, level: number, firstToken: number, outcome: WaitOutcome): GoOn {
    return new GoOn('reacquire', [level, firstToken, outcome, call.self], this.#lock);
  }
}
