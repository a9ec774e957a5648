import { HEARTBEAT_INTERVAL_MS, HEARTBEAT_TIMEOUT_MS } from '../conventions.js';

/**
 * Asks the other side for signs of life, and notices when there are none. How often it gets to ask does not matter, only for
 * how long it has asked in vain: a program that is busy must notice as soon as others. And one that was busy or stopped for
 * a minute reads what came meanwhile before it judges.
 */
export class Heartbeat {
  readonly #timer: NodeJS.Timeout;
  readonly #ask: () => void;
  readonly #onSilence: (reason: string) => void;
  /** Runs from the first time that it was asked for a sign of life and gave none since. */
  #silence: NodeJS.Timeout | undefined;

  /** Keeps no process alive. `onSilence` is called once. */
  constructor(ask: () => void, onSilence: (reason: string) => void) {
    this.#ask = ask;
    this.#onSilence = onSilence;
    this.#timer = setInterval(() => this.#askOnce(), HEARTBEAT_INTERVAL_MS).unref();
  }

  /** Anything that comes is a sign of life. */
  heard(): void {
    if (this.#silence === undefined) return;
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.heard();
  }

  #askOnce(): void {
    this.#silence ??= setTimeout(() => this.#judge(), HEARTBEAT_TIMEOUT_MS).unref();
    this.#ask();
  }

  /** Immediates run after what has arrived is read. */
  #judge(): void {
    const silence = this.#silence;
    setImmediate(() => {
      if (silence === undefined || this.#silence !== silence) return;
      this.stop();
      this.#onSilence(`the other side has given no sign of life for ${HEARTBEAT_TIMEOUT_MS} ms`);
    });
  }
}
