import type { World } from './cli/world.js';

/**
 * The signals that ask a daemon to stop. They never end it in the middle of something: the first asks for a stop in good
 * order, the second for haste.
 */
export class StopSignals {
  readonly first: Promise<NodeJS.Signals>;
  #tellSecond: ((signal: NodeJS.Signals) => void) | undefined;
  #times = 0;
  #second: NodeJS.Signals | undefined;

  constructor(world: World) {
    this.first = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        world.onSignal(signal, () => (++this.#times === 1 ? resolve(signal) : this.#hurry(signal)));
      }
    });
  }

  /** Calls `hurry` with the second signal, also if that has come already. */
  onSecond(hurry: (signal: NodeJS.Signals) => void): void {
    this.#tellSecond = hurry;
    if (this.#second) hurry(this.#second);
  }

  #hurry(signal: NodeJS.Signals): void {
    if (this.#second) return;
    this.#second = signal;
    this.#tellSecond?.(signal);
  }
}
