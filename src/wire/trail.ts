import type { EncodingError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { pathOf, refusals, refuse } from './refusals.js';

/** Where a walk through a value stands: the containers around it, outermost first, and how it continues in each. */
export class Trail {
  readonly #what: string;
  /** Only as long as `#depth` says; what lies behind is of steps taken back. */
  readonly #containers: object[] = [];
  readonly #steps: (string | number)[] = [];
  #depth = 0;

  /** `what` begins all paths. */
  constructor(what: string) {
    this.#what = what;
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
  }

  path(): string {
    return this.#pathTo(this.#depth);
  }

  refuse(why: string): EncodingError {
    return refuse(this.path(), why);
  }

  #pathTo(depth: number): string {
    return pathOf(this.#what, this.#containers.slice(0, depth), this.#steps);
  }
}
