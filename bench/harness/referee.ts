import { Absent, type Contestant, contestantsOf, type Row } from './contest.js';
import { StageProcess } from './stage-process.js';

/** How much time a row is given. */
export interface Plan {
  readonly rounds: number;
  /** How long one contestant runs in one round, in milliseconds. */
  readonly budgetMs: number;
  /** How long each runs before the first round, in milliseconds. */
  readonly warmUpMs: number;
}

/** Half a minute a row. */
export const THOROUGH: Plan = { rounds: 15, budgetMs: 300, warmUpMs: 1_000 };
/** A second or two a row: shows that everything works, and little more. */
export const QUICK: Plan = { rounds: 2, budgetMs: 30, warmUpMs: 30 };

/** A contestant and how it fared. */
export type Performance =
  | { readonly name: string; readonly state: 'measured'; readonly samples: readonly number[] }
  | { readonly name: string; readonly state: 'absent' | 'failed'; readonly reason: string };

interface Entrant {
  readonly name: string;
  readonly stage: StageProcess;
  readonly samples: number[];
  dropped?: { readonly state: 'absent' | 'failed'; readonly reason: string };
}

/**
 * All contestants of a row, ours first. They are set up together and run in turns, so that whatever else the machine does
 * meets them alike; each round begins with another. One that fails is out, and the others go on.
 */
export async function runRow(row: Row, { rounds, budgetMs, warmUpMs }: Plan): Promise<readonly Performance[]> {
  const entrants = contestantsOf(row).map((contestant) => enter(row, contestant));
  try {
    await Promise.all(entrants.map((entrant) => attempt(entrant, () => entrant.stage.ready())));
    for (const entrant of entrants) await attempt(entrant, () => warmUp(entrant, budgetMs, warmUpMs));
    for (let round = 0; round < rounds; round += 1) {
      for (const entrant of rotated(entrants, round)) {
        await attempt(entrant, async () => void entrant.samples.push(await entrant.stage.measure(budgetMs)));
      }
    }
  } finally {
    await Promise.all(entrants.map(({ stage }) => stage.end()));
  }
  return entrants.map(({ name, samples, dropped }) =>
    dropped ? { name, ...dropped } : { name, state: 'measured', samples },
  );
}

function enter(row: Row, contestant: Contestant): Entrant {
  return { name: contestant.name, stage: new StageProcess(row, contestant), samples: [] };
}

async function attempt(entrant: Entrant, action: () => Promise<void>): Promise<void> {
  if (entrant.dropped) return;
  try {
    await action();
  } catch (error) {
    // It may be busy still: nothing of it shall be in the way of the others.
    entrant.stage.kill();
    entrant.dropped = {
      state: error instanceof Absent ? 'absent' : 'failed',
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}

async function warmUp({ stage }: Entrant, budgetMs: number, warmUpMs: number): Promise<void> {
  const began = performance.now();
  while (performance.now() - began < warmUpMs) await stage.measure(budgetMs);
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
