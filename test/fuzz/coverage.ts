import { Session } from 'node:inspector';

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly functionName: string; readonly ranges: readonly Range[] }[];
}

/** The parts of the project that attackers' bytes come through. */
const OURS = /\/(src\/(wire|broker|engine|objects)|protocol)\//;

/** Which blocks of the project's code were run, as V8 counts them. */
export class Coverage {
  readonly #session = new Session();
  /** The blocks of each function that were never run, once the function was. */
  readonly #missing = new Map<string, readonly Range[]>();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Whether something was run since the last time that had never been run before. */
  hasGrown(): boolean {
    let hasGrown = false;
    for (const { url, functions } of this.#take()) {
      for (const { functionName, ranges } of functions) {
        const [whole, ...parts] = ranges;
        if (whole === undefined || whole.count === 0) continue;
        const key = `${url} ${functionName} ${whole.startOffset}`;
        if (
          this.#run(
            key,
            parts.filter(({ count }) => count === 0),
          )
        )
          hasGrown = true;
      }
    }
    return hasGrown;
  }

  /** How many functions were run, and how many blocks of these never. */
  get summary(): { readonly functions: number; readonly missingBlocks: number } {
    const missingBlocks = [...this.#missing.values()].reduce((sum, blocks) => sum + blocks.length, 0);
    return { functions: this.#missing.size, missingBlocks };
  }

  close(): void {
    this.#session.disconnect();
  }

  #run(key: string, notRun: readonly Range[]): boolean {
    const missing = this.#missing.get(key);
    const still = missing?.filter((block) => notRun.some((range) => isWithin(block, range))) ?? notRun;
    if (missing !== undefined && still.length === missing.length) return false;
    this.#missing.set(key, still);
    return true;
  }

  #take(): readonly ScriptCoverage[] {
    let scripts: readonly ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
      if (error) throw error;
      scripts = taken.result as readonly ScriptCoverage[];
    });
    return scripts.filter(({ url }) => OURS.test(url));
  }
}

function isWithin(block: Range, range: Range): boolean {
  return block.startOffset >= range.startOffset && block.endOffset <= range.endOffset;
}
