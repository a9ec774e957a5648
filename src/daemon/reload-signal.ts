import type { World } from './cli/world.js';

/** The signal that asks a daemon to read its configuration again. One that comes while it starts waits, and does not end it. */
export class ReloadSignal {
  #reload: (() => void) | undefined;
  #hasCome = false;

  constructor(world: World) {
    world.onSignal('SIGHUP', () => {
      this.#hasCome = true;
      this.#reload?.();
    });
  }

  /** Calls `reload` at each signal from now on, and at once if one has come already. */
  listen(reload: () => void): void {
    this.#reload = reload;
    if (this.#hasCome) reload();
  }
}
