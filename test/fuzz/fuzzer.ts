import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Chance } from '../harness/chance.js';
import type { Case } from './cases.js';
import { Coverage } from './coverage.js';
import { Generator } from './generator.js';
import { minimize } from './minimize.js';
import { Mutator } from './mutator.js';
import { type MakeEngine, type Outcome, run } from './rig.js';

/** How many cases run between two looks at the coverage: a look takes milliseconds. */
const BATCH = 16;

/** What takes long is not changed again and again. */
const LARGEST_PARENT_BYTES = 100_000;

/** What one case may take of the processor; the slowest that is allowed is a frame of some megabytes. */
const MOST_CPU_MS = 2_000;

/** What a run may leave in memory, whatever it has tried. */
const MOST_BYTES_LEFT = 64 * 2 ** 20;

export interface FuzzOptions {
  readonly seed: number;
  /** Asked before each case. */
  readonly goesOn: (cases: number) => boolean;
  /** Cases to begin with. */
  readonly corpus: readonly Case[];
  readonly makeEngine?: MakeEngine;
}

export interface Finding {
  readonly violation: string;
  /** What showed it, as small as it could be made. */
  readonly case: Case;
}

export interface FuzzReport {
  readonly cases: number;
  readonly finding: Finding | undefined;
  /** Inputs that reached something new. */
  readonly kept: number;
  /** Different answers. */
  readonly answers: number;
  readonly functions: number;
  readonly missingBlocks: number;
}

/** Tries cases, and goes on from those that reached something new, until one shows that something is wrong. */
export function fuzz(options: FuzzOptions): FuzzReport {
  const fuzzer = new Fuzzer(options);
  try {
    return fuzzer.fuzz();
  } finally {
    fuzzer.close();
  }
}

class Fuzzer {
  readonly #options: FuzzOptions;
  readonly #coverage = new Coverage();
  readonly #generator: Generator;
  readonly #mutator: Mutator;
  readonly #parents: Case[] = [];
  readonly #answers = new Set<string>();
  #cases = 0;
  #finding: Finding | undefined;

  constructor(options: FuzzOptions) {
    const chance = new Chance(options.seed);
    this.#options = options;
    this.#generator = new Generator(chance);
    this.#mutator = new Mutator(chance, this.#generator);
  }

  fuzz(): FuzzReport {
    const traceLimit = Error.stackTraceLimit;
    // Most of what is refused is an error, and its stack would take longer than all else.
    Error.stackTraceLimit = 1;
    const before = bytesInUse();
    for (const wanted of this.#options.corpus) this.#try(wanted);
    while (this.#finding === undefined && this.#options.goesOn(this.#cases)) this.#tryBatch();
    Error.stackTraceLimit = traceLimit;
    this.#checkMemory(before);
    return {
      cases: this.#cases,
      finding: this.#finding && this.#explained(this.#finding),
      kept: this.#parents.length,
      answers: this.#answers.size,
      ...this.#coverage.summary,
    };
  }

  close(): void {
    this.#coverage.close();
  }

  #tryBatch(): void {
    const batch = Array.from({ length: BATCH }, () => this.#next());
    for (const wanted of batch) {
      this.#try(wanted);
      if (this.#finding) return;
    }
    if (this.#coverage.hasGrown()) this.#parents.push(...batch.filter((wanted) => this.#isSmall(wanted)));
  }

  #next(): Case {
    if (this.#parents.length === 0 || this.#generator.isLucky(3)) return this.#generator.case();
    return this.#mutator.mutate(this.#generator.pick(this.#parents), this.#generator.pick(this.#parents));
  }

  #try(wanted: Case): void {
    this.#cases++;
    const { violation, features, bytes } = this.#run(wanted);
    if (violation !== undefined) this.#finding ??= { violation, case: wanted };
    const before = this.#answers.size;
    for (const feature of features) this.#answers.add(feature);
    if (this.#answers.size > before && bytes <= LARGEST_PARENT_BYTES) this.#parents.push(wanted);
  }

  #run(wanted: Case): Outcome {
    const start = process.cpuUsage();
    const outcome = run(wanted, this.#options.makeEngine);
    if (cpuMsSince(start) <= MOST_CPU_MS || outcome.violation !== undefined) return outcome;
    // The collector may have had its turn, or the compiler.
    const times = [1, 2, 3].map(() => {
      const again = process.cpuUsage();
      run(wanted, this.#options.makeEngine);
      return cpuMsSince(again);
    });
    const least = Math.min(...times);
    return least <= MOST_CPU_MS ? outcome : { ...outcome, violation: `it takes ${least} ms of the processor` };
  }

  #isSmall(wanted: Case): boolean {
    return JSON.stringify(wanted).length < LARGEST_PARENT_BYTES;
  }

  #checkMemory(before: number): void {
    const left = bytesInUse() - before;
    if (left <= MOST_BYTES_LEFT) return;
    this.#finding ??= { violation: `${left} bytes were left in memory after all cases`, case: { steps: [] } };
  }

  /** The smallest that fails in the same way, with a whole stack. */
  #explained({ violation, case: found }: Finding): Finding {
    const kind = kindOf(violation);
    const smallest = minimize(found, (smaller) => kindOf(this.#run(smaller).violation) === kind);
    return { violation: this.#run(smallest).violation ?? violation, case: smallest };
  }
}

/** The beginning tells one violation from another: what follows has numbers in it. */
function kindOf(violation: string | undefined): string | undefined {
  return violation?.split('\n')[0]?.slice(0, 60).replace(/\d+/g, '0');
}

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
