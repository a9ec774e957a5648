import type { EncodingError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { pathOf, refusals, refuse } from './refusals.js';

/** Where a walk through a value stands: the containers around it, outermost first, and how it continues in each. */
export class Trail {
  #what = '';
  /** Only as long as `#depth` says; what lies behind is of steps taken back. */
  readonly #containers: (object | undefined)[] = [];
  readonly #steps: (string | number)[] = [];
  #depth = 0;

  /** Begins at a value; `what` begins all paths. */
  begin(what: string): void {
    this.#what = what;
    this.#depth = 0;
  }

  /** Keeps nothing of where it was. */
  end(): void {
    for (; this.#depth > 0; this.#depth--) this.#containers[this.#depth - 1] = undefined;
  }

  /**
   * Steps into a container; throws for a cycle and for too much depth. The few containers around it are compared one
   * by one: that is cheaper than a set, and finds the cycle's beginning.
   */
  enter(container: object): void {
    const depth = this.#depth;
    for (let outer = 0; outer < depth; outer++) {
      if (this.#containers[outer] === container) throw this.refuse(refusals.cycle(this.#pathTo(outer)));
    }
    if (depth === limits.valueDepth) throw this.refuse(refusals.depth(limits.valueDepth));
    this.#containers[depth] = container;
    this.#depth = depth + 1;
  }

  /** Goes to a part of the innermost container: `refusals.ts` says what the steps of each are. */
  step(to: string | number): void {
    this.#steps[this.#depth - 1] = to;
  }

  leave(): void {
    this.#depth--;
    this.#containers[this.#depth] = undefined;
  }

  path(): string {
    return this.#pathTo(this.#depth);
  }

  refuse(why: string): EncodingError {
    return refuse(this.path(), why);
  }

  #pathTo(depth: number): string {
    return pathOf(this.#what, this.#containers.slice(0, depth) as object[], this.#steps);
  }
}
