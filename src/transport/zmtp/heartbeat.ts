import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS } from '../conventions.js';

/** How often in a row the other side may have been asked in vain. */
const MOST_SILENCES = HEARTBEAT_TIMEOUT_MS / HEARTBEAT_INTERVAL_MS;

/**
 * Asks the other side for signs of life, and notices when there are none. It counts looks, not time: a program that was
 * busy or stopped for a minute has looked once, and reads what came meanwhile before it looks again.
 */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  readonly #ask: () => void;
  readonly #onSilence: (reason: string) => void;
  #silences = 0;

  /** Keeps no process alive. `onSilence` is called once. */
  constructor(ask: () => void, onSilence: (reason: string) => void) {
    this.#ask = ask;
    this.#onSilence = onSilence;
    this.#timer = setInterval(() => this.#look(), HEARTBEAT_INTERVAL_MS).unref();
  }

  /** Anything that comes is a sign of life. */
  heard(): void {
    this.#silences = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.#silences >= MOST_SILENCES) {
      this.stop();
      this.#onSilence(`the other side has given no sign of life for ${HEARTBEAT_TIMEOUT_MS} ms`);
      return;
    }
    this.#silences += 1;
    this.#ask();
  }
}
