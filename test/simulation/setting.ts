import type { FaultPlan } from './faults.js';
import type { NetworkHabits } from './network.js';
import type { Random } from './random.js';
import type { MakeWorkload, Workload } from './workload.js';
import type { Scheme } from './world.js';

/** What a seed makes of a run. */
export interface Setting {
  readonly scheme: Scheme;
  readonly habits: NetworkHabits;
  readonly workloads: readonly Workload[];
  readonly faults: FaultPlan;
  /** How long faults go on, in milliseconds of the simulated time. */
  readonly durationMs: number;
  /** All this, for people. */
  readonly description: string;
}

const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;

/** Of `workloads`, by their names, a run uses some. */
export function drawSetting(random: Random, workloads: Readonly<Record<string, MakeWorkload>>): Setting {
  const scheme: Scheme = random.chance(0.7) ? 'tcp' : 'ipc';
  const isGentle = random.chance(0.5);
  const durationMs = random.between(SHORTEST_MS, LONGEST_MS);
  const chosen = random.some(Object.keys(workloads), 0.4);
  const names = chosen.length > 0 ? chosen : [random.pick(Object.keys(workloads))];
  const made = names.map((name) => (workloads[name] as MakeWorkload)(random.fork()));
  const habits = {
    latencyMs: random.pick([0.1, 2, 20]),
    duplicates: random.pick([0, 0, 0.2]),
    noticeMs: isGentle || scheme === 'ipc' ? 50 : 6_000,
  };
  const faults = { count: random.pick([0, 3, 10, 30]), isGentle };
  const description = `${names.join(', ')} over ${scheme}, ${faults.count} ${isGentle ? 'gentle' : 'harsh'} faults`;
  return { scheme, habits, workloads: made, faults, durationMs, description };
}
