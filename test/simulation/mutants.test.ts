/** The simulation finds every bug that was planted; it would be worth nothing otherwise. */
import { afterEach, expect, test } from 'vitest';
import { mutants } from './mutants.js';
import { run } from './run.js';
import { workloads } from './workloads/index.js';

/** Within so many runs a mutant must be found. */
const RUNS = 150;

let takeOut: (() => void) | undefined;
afterEach(() => takeOut?.());

test.for(mutants)('finds that $name', { timeout: 60_000 }, async ({ plant, engine, workloads: names }) => {
  takeOut = plant?.();
  const some = Object.fromEntries(Object.entries(workloads).filter(([workload]) => names.includes(workload)));
  const options = { workloads: some, ...(engine && { engine }) };
  for (let seed = 1; seed <= RUNS; seed++) {
    const { violations } = await run(seed, options);
    if (violations.length > 0) return;
  }
  expect.fail(`no violation in ${RUNS} runs`);
});
