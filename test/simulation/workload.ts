import type { Operation } from '../linearizability/history.js';
import type { Model } from '../linearizability/models/model.js';
import type { Program } from './program.js';
import type { Random } from './random.js';

/** What is known of a run when it is over. */
export interface Course {
  readonly operations: readonly Operation[];
  /** Clients whose sessions ended before their time: killed, or away for too long. */
  readonly lost: ReadonlySet<string>;
  /** The moments at which clients were killed. */
  readonly died: ReadonlyMap<string, number>;
  /**
   * Whether somebody may have lost what it held without a way to know it in time: it was stopped for longer than a session
   * lasts, or the broker's clock stepped ahead.
   */
  readonly isBlind: boolean;
  /** Whether anybody was stopped, however shortly. */
  readonly hadStops: boolean;
}

/** Something that programs do with shared objects, and what must be true of it. One of each for one run. */
export interface Workload {
  /** How many named objects it leaves. */
  readonly names: number;
  /** The objects whose histories must be linearizable, by their names, with what they do one call after the other. */
  readonly models?: Readonly<Record<string, Model<unknown>>>;
  /** Does one thing, or a few that belong together. */
  turn(program: Program): Promise<void>;
  /** Looks at what is left when all others are gone, and tells what should not be so. */
  audit?(auditor: Program): Promise<readonly string[]>;
  /** What went wrong, judged by all that is known. */
  violations?(course: Course): readonly string[];
}

export type MakeWorkload = (random: Random) => Workload;
