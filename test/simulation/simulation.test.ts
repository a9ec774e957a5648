/** A bounded part of `npm run simulate`. */
import { expect, test } from 'vitest';
import { type Happening, tally } from './happenings.js';
import { run } from './run.js';

const RUNS = 100;

test(`in ${RUNS} schedules nothing is lost, nothing comes twice, nobody is stuck`, { timeout: 60_000 }, async () => {
  const happenings: Happening[] = [];
  for (let seed = 1; seed <= RUNS; seed++) {
    const { violations, setting, happened } = await run(seed);
    expect(violations, `npm run simulate -- --seed ${seed} (${setting})`).toEqual([]);
    happenings.push(...happened);
  }
  // Of a world where nothing ever happens this would be easy to say.
  const happened = tally(happenings);
  expect(Math.min(...happened.values())).toBeGreaterThan(10);
  expect([...happened.keys()].sort()).toMatchInlineSnapshot(`
    [
      "broker started again",
      "broker stopped for a while",
      "client cut off for a while",
      "client killed",
      "client stopped for a while",
      "clock of the broker stepped ahead",
      "clock stepped ahead",
      "connection cut",
      "session resumed",
    ]
  `);
});

test('a seed is one schedule, the same for ever', async () => {
  for (const seed of [1, 22, 333, 4_444, 55_555]) {
    const once = await run(seed);
    expect(once.operations.length).toBeGreaterThan(0);
    expect(await run(seed)).toEqual(once);
  }
});
