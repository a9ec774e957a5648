import type { Admission, Guest, Submission, Submitted } from '../tasks/submission.js';

/** Who was let in before the pool was closed, and submits little by little. */
export class Admissions {
  readonly #open = new Set<Guest>();
  readonly #onEnd: () => void;

  /** `onEnd` is called when an admission ends. */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  get size(): number {
    return this.#open.size;
  }

  admit(guest: Guest, submit: (submission: Submission) => Submitted): Admission {
    this.#open.add(guest);
    return {
      submit,
      end: () => {
        if (this.#open.delete(guest)) this.#onEnd();
      },
    };
  }

  /** Somebody waits for all of them to end. */
  awaited(): void {
    for (const guest of [...this.#open]) guest.awaited?.();
  }

  terminated(error: unknown): void {
    for (const guest of [...this.#open]) guest.terminated(error);
  }
}
