import type { HoldallError } from '../../protocol/errors.js';
import type { Fate } from './session.js';

/** The end of a session, which comes once, and those who are to hear of it before anybody else does. */
export class SessionEnd {
  #fate: Fate | undefined;
  readonly #toTell = new Set<(why: HoldallError) => void>();

  /** Why the session is over; `undefined` as long as it is not. */
  get fate(): Fate | undefined {
    return this.#fate;
  }

  /** `tell` must not throw: others wait behind it. `HoldingSession.onEnd` says the rest. */
  onCome(tell: (why: HoldallError) => void): () => void {
    if (this.#fate) {
      tell(this.#fate());
      return () => {};
    }
    this.#toTell.add(tell);
    return () => this.#toTell.delete(tell);
  }

  come(fate: Fate): void {
    this.#fate = fate;
    for (const tell of this.#toTell) tell(fate());
    this.#toTell.clear();
  }
}
