import { StaleDeliveryError } from '../../../protocol/errors.js';
import { type HoldingSession, Loss } from '../loss.js';

/** How long a delivery is its receiver's, as far as the receiver can know: never longer than the broker says. */
export class Lease {
  readonly #session: HoldingSession;
  readonly #loss: Loss;
  /** On the clock of the session. */
  #until: number;
  #stopTimer: (() => void) | undefined;

  constructor(session: HoldingSession, until: number) {
    this.#session = session;
    this.#loss = new Loss(session);
    this.#until = until;
  }

  /** The time is watched from the first look on. Each look asks the clock itself: a timer can be late. */
  get lost(): AbortSignal {
    const { signal } = this.#loss;
    this.#watch();
    return signal;
  }

  /**
   * The call that extends it to `leaseMs` from now was made. Until it is answered, the earlier of the two ends counts: unless
   * that is no time at all, which is refused.
   */
  async extend(leaseMs: number, extending: Promise<void>): Promise<void> {
    const until = this.#session.clock.now() + leaseMs;
    if (leaseMs > 0 && until < this.#until) this.#setEnd(until);
    await this.#answered(extending);
    this.#setEnd(until);
  }

  /** The call that ends the delivery was made. */
  async settle(settling: Promise<void>): Promise<void> {
    await this.#answered(settling);
    this.#loss.end();
    this.#stopWatching();
  }

  async #answered(call: Promise<void>): Promise<void> {
    try {
      await call;
    } catch (error) {
      if (error instanceof StaleDeliveryError) this.#lose(error);
      throw error;
    }
  }

  #setEnd(until: number): void {
    this.#until = until;
    if (this.#stopTimer) this.#watch();
  }

  #watch(): void {
    this.#stopWatching();
    if (this.#loss.isOver) return;
    const { clock } = this.#session;
    const left = this.#until - clock.now();
    if (left > 0) this.#stopTimer = clock.after(left, () => this.#watch(), { unref: true });
    else this.#lose(new StaleDeliveryError('the delivery is over: its lease ran out'));
  }

  #lose(why: StaleDeliveryError): void {
    this.#stopWatching();
    this.#loss.come(why);
  }

  #stopWatching(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }
}
