/** What a row of the table is made of. Rows are written in `bench/rows`, who runs in them in `bench/peers`. */

/** What samples count, and which way is better. */
export const units = {
  'calls/s': { better: 'higher' },
  'items/s': { better: 'higher' },
  'tasks/s': { better: 'higher' },
  µs: { better: 'lower' },
  ms: { better: 'lower' },
  bytes: { better: 'lower' },
} as const satisfies Record<string, { better: 'higher' | 'lower' }>;

export type Unit = keyof typeof units;

/** One job, done by us and by those who do the same kind of job today. */
export interface Row {
  /** Unique, as the names of the contestants within a row: a contestant's process finds it by both. */
  readonly name: string;
  readonly unit: Unit;
  /** How many times better than each peer we are to be; `undefined` where the ratio is only reported. */
  readonly target: number | undefined;
  readonly ours: Contestant;
  readonly peers: readonly Peer[];
}

/** One way to do the job. Runs in a process of its own, which ends after the row with all that it started. */
export interface Contestant {
  readonly name: string;
  /** Rejects with `Absent` where the machine lacks what it takes, and with anything else when that is there and fails. */
  readonly setUp: () => Promise<Running>;
}

export interface Peer extends Contestant {
  /** In place of the row's own. */
  readonly target?: number;
}

/** A contestant that is set up. Asked for one thing at a time. */
export interface Running {
  /** Does one run of about `budgetMs`, and gives its sample in the unit of the row. The first runs only warm up. */
  readonly measure: (budgetMs: number) => Promise<number>;
  readonly tearDown: () => Promise<unknown>;
}

/** The machine lacks this contestant. The message names what is missing. */
export class Absent extends Error {
  override readonly name = 'Absent';
}

export function contestantsOf({ ours, peers }: Row): readonly Contestant[] {
  return [ours, ...peers];
}
