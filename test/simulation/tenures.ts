import type { Program } from './program.js';
import type { Course } from './workload.js';

/** When a program had something of which there is only so much, as far as it knew. */
export class Tenure {
  readonly client: string;
  readonly count: number;
  readonly begun: number;
  #ended = Number.POSITIVE_INFINITY;
  readonly #program: Program;

  /** It begins now, and ends at the latest when `lost` aborts. */
  constructor(program: Program, lost: AbortSignal, count = 1) {
    this.#program = program;
    this.client = program.client.name;
    this.count = count;
    this.begun = program.recorder.tick();
    if (lost.aborted) this.end();
    else lost.addEventListener('abort', () => this.end());
  }

  /** Its program begins to give it back. */
  end(): void {
    this.#ended = Math.min(this.#ended, this.#program.recorder.tick());
  }

  /** When it ended; with its program, if that died. */
  ended({ died }: Course): number {
    return Math.min(this.#ended, died.get(this.client) ?? Number.POSITIVE_INFINITY);
  }
}

/**
 * Where more was had at a time than there is. A program that was stopped, or whose broker's clock stepped ahead, cannot
 * know in time that it lost what it had: runs with those prove nothing here, and their fences all the more.
 */
export function overlaps(tenures: readonly Tenure[], total: number, course: Course): string[] {
  if (course.isBlind) return [];
  const violations: string[] = [];
  for (const tenure of tenures) {
    const present = tenures.filter((other) => other.begun <= tenure.begun && other.ended(course) > tenure.begun);
    const taken = present.reduce((sum, { count }) => sum + count, 0);
    if (taken > total) {
      violations.push(`${present.map(({ client }) => client).join(' and ')} had ${taken} of ${total} at a time`);
    }
  }
  return violations;
}
