import { expect, it } from 'vitest';
import { Program } from '../harness/processes.js';

// The whole of it is `npm run soak`.
it('a pool whose workers are killed all the time settles every task once, and leaves nothing behind', async () => {
  const program = new Program('test/faults/programs/pool-soak.mjs', ['--tasks', '1000', '--kill-for', '2']);
  const { code, output, errors } = await program.ended;
  expect({ code, errors }, output).toEqual({ code: 0, errors: '' });
  expect(output).toMatch(/\nprocess: [1-9].* lost; [1-9]\d* kills,.*\nthread: .* lost; [1-9]\d* kills,/);
  // Dozens of processes are started one after the other, on a machine that other tests keep busy.
}, 60_000);
