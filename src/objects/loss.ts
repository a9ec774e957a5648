import type { HoldallError } from '../../protocol/errors.js';
import type { Clock } from './clock.js';

/** A session, as those know it who hold something that it gives back when it ends. */
export interface HoldingSession {
  readonly clock: Clock;
  /**
   * Calls `tell` once with why the session is over: when that comes, or at once where it has come. The function returned
   * calls it off.
   */
  onEnd(tell: (why: HoldallError) => void): () => void;
}

/** Tells who holds something that it is lost. Costs nothing until somebody asks for the signal. */
export class Loss {
  readonly #session: HoldingSession;
  #controller: AbortController | undefined;
  #stopListening: () => void = () => {};
  #isHeld = true;

  constructor(session: HoldingSession) {
    this.#session = session;
  }

  /** Aborts, with why, when what is held is lost; never once it was given back. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isHeld) this.#stopListening = this.#session.onEnd((why) => this.come(why));
    }
    return this.#controller.signal;
  }

  /** It was given back or is lost: nothing more comes. */
  get isOver(): boolean {
    return !this.#isHeld;
  }

  /** It is lost, for who has asked and for who asks later. */
  come(why: HoldallError): void {
    if (!this.#isHeld) return;
    this.end();
    this.#controller ??= new AbortController();
    this.#controller.abort(why);
  }

  /** It was given back: nothing of it can be lost any more. */
  end(): void {
    this.#isHeld = false;
    this.#stopListening();
  }
}
