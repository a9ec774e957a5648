import { expect, it } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { isAlive } from '../harness/processes.js';
import { node, path } from './programs/run.js';

it.each(['idle', 'busy', 'starting'])('workers that are %s end when their program is killed', async (state) => {
  const program = node(path('orphans.mjs'), state);
  const output = await program.printed('spinning', 2);
  const pids = (/pids (.*)/.exec(output)?.[1] ?? '').split(' ').map(Number);
  expect(pids.filter(isAlive)).toHaveLength(2);
  program.kill();
  await program.ended;
  await eventually(
    () => !pids.some(isAlive),
    () => `the workers ${pids} have ended`,
  );
});
