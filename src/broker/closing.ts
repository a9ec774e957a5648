import type { Clock } from '../clock.js';
import type { Broker } from './broker.js';

/** The end of a broker, which may take its time, and comes once. */
export class Closing {
  readonly #broker: Broker;
  readonly #clock: Clock;
  readonly #stop: () => Promise<void>;
  #closed: Promise<void> | undefined;
  #endDrain: () => void = () => {};

  constructor(broker: Broker, clock: Clock, stop: () => Promise<void>) {
    this.#broker = broker;
    this.#clock = clock;
    this.#stop = stop;
  }

  /** Drains the broker for `drainMs` at the most, then stops it. Called again with 0, it ends the drain under way. */
  close(drainMs: number): Promise<void> {
    this.#closed ??= this.#close(drainMs);
    if (drainMs === 0) this.#endDrain();
    return this.#closed;
  }

  async #close(drainMs: number): Promise<void> {
    if (drainMs > 0) await this.#drain(drainMs);
    await this.#stop();
  }

  async #drain(drainMs: number): Promise<void> {
    const drained = new Promise<void>((resolve) => {
      this.#endDrain = resolve;
      this.#broker.drain(resolve);
    });
    const endWaiting = this.#clock.after(drainMs, this.#endDrain);
    await drained;
    endWaiting();
  }
}
