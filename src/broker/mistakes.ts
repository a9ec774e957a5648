import { ArgumentError } from '../../protocol/errors.js';

/** Collects what is wrong, so that all of it can be told at once. */
export class Mistakes {
  readonly #all: string[] = [];

  add(mistake: string): void {
    this.#all.push(mistake);
  }

  /** What `work` gives; `undefined`, and one mistake more, where it throws `ArgumentError`. */
  within<T>(where: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      this.add(`${where}: ${error.message}`);
      return undefined;
    }
  }

  /** Throws `ArgumentError` with a line for each, if there are any. */
  throwIfAny(): void {
    if (this.#all.length > 0) throw new ArgumentError(this.#all.join('\n'));
  }
}
