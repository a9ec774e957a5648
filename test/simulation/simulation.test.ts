/** A bounded part of `npm run simulate`. */
import { expect, test } from 'vitest';
import { run } from './run.js';

const RUNS = 100;

test(`in ${RUNS} schedules nothing is lost, nothing comes twice, nobody is stuck`, { timeout: 60_000 }, async () => {
  const happened = new Map<string, number>();
  for (let seed = 1; seed <= RUNS; seed++) {
    const report = await run(seed);
    expect(report.violations, `npm run simulate -- --seed ${seed} (${report.setting})`).toEqual([]);
    for (const [what, times] of report.happened) happened.set(what, (happened.get(what) ?? 0) + times);
  }
  // Of a world where nothing ever happens this would be easy to say.
  expect(Math.min(...happened.values())).toBeGreaterThan(10);
  expect([...happened.keys()].sort()).toMatchInlineSnapshot(`
    [
      "brokers stopped for a while",
      "clients cut off for a while",
      "clients killed",
      "clients stopped for a while",
      "connections cut",
      "restarts of the broker",
      "sessions resumed",
      "steps of a client’s clock",
      "steps of the broker’s clock",
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
