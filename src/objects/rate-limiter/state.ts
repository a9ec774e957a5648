import { ValueError } from '../../../protocol/errors.js';
import { type Call, type Options, type Outcome, PARK, type Result, type StateOf, type Turn } from '../contract.js';
import type { rateLimiterOperations } from './operations.js';

/** A token bucket. It is never refilled by a timer: how full it is follows from how full it was, and when. */
export class RateLimiterState implements StateOf<typeof rateLimiterOperations> {
  /** The most tokens that it holds. */
  readonly #burst: number;
  readonly #msPerToken: number;
  /** How many tokens there were at the time `#since`. */
  #tokens: number;
  #since = 0;
  /** When there are enough tokens for who waits first. Each try sets it anew, so it is no part of the snapshot. */
  #headReadyAt: number | undefined;

  constructor(options: Options) {
    const rate = options['rate'] as number;
    this.#burst = (options['burst'] as number | null) ?? Math.max(1, Math.floor(rate));
    this.#msPerToken = (options['interval'] as number) / rate;
    this.#tokens = this.#burst;
  }

  created(turn: Turn): void {
    this.#since = turn.now;
  }

  get dueAt(): number | undefined {
    return this.#headReadyAt;
  }

  /** Who waits first is tried after this. */
  tick(): void {
    this.#headReadyAt = undefined;
  }

  /** Perhaps it was who waited first; who does now is tried after this. */
  waitEnded(): undefined {
    this.#headReadyAt = undefined;
  }

  acquire(call: Call, count = 1): Outcome {
    if (count > this.#burst) {
      throw new ValueError(
        `${call.calledAs}: ${count} tokens can never be granted: the rateLimiter holds at most ${this.#burst}; acquire them in parts, or give it a larger burst`,
      );
    }
    if (!call.waits && call.waiting('acquire') > 0) return PARK;
    // Times are compared, not tokens: rounding must not find them missing when the time that it foretold has come.
    const readyAt = this.#since + (count - this.#tokens) * this.#msPerToken;
    if (readyAt > call.now) {
      this.#headReadyAt = readyAt;
      return PARK;
    }
    this.#tokens = this.#tokensAt(call.now) - count;
    this.#since = call.now;
    return undefined;
  }

  available(call: Call): Outcome {
    return Math.max(0, this.#tokensAt(call.now));
  }

  reset(call: Call): Outcome {
    this.#tokens = this.#burst;
    this.#since = call.now;
    return undefined;
  }

  snapshot(): Result {
    return [this.#tokens, this.#since];
  }

  static restore(options: Options, snapshot: Result): RateLimiterState {
    const state = new RateLimiterState(options);
    [state.#tokens, state.#since] = snapshot as [number, number];
    return state;
  }

  /** Less than 0 by a rounding error at most, which is kept: what is granted too early now comes later by that. */
  #tokensAt(now: number): number {
    return Math.min(this.#burst, this.#tokens + (now - this.#since) / this.#msPerToken);
  }
}
