import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { isAlive } from '../harness/processes.js';
import { Notes } from './lost.js';
import { node, nodeInGroup, path } from './programs/run.js';

const run = (code: string, ...options: string[]) => node(...options, '--input-type=module', '--eval', code).ended;

describe.each(['process', 'thread'])('a program with a pool that is interrupted by Ctrl-C: %s', (kind) => {
  let wanted: Notes;
  beforeEach(() => {
    wanted = new Notes();
  });
  afterEach(() => wanted[Symbol.asyncDispose]());

  it('ends, and leaves no process behind', async () => {
    const program = nodeInGroup(path('signals.mjs'), kind, 'default', wanted.file);
    const pids = (await program.printed('running')).match(/\d+/g)?.map(Number) ?? [];
    expect(pids).toHaveLength(2);
    program.interrupt();
    expect((await program.ended).code).toBe('SIGINT');
    await eventually(
      () => !pids.some(isAlive),
      () => `processes ${pids.join(', ')} are gone`,
    );
  });

  it('may let its tasks finish: workers do not heed the signal', async () => {
    const program = nodeInGroup(path('signals.mjs'), kind, 'handler', wanted.file);
    await program.printed('running');
    program.interrupt();
    await program.printed('closing');
    writeFileSync(wanted.file, '');
    const { code, output, errors } = await program.ended;
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toMatch(/\nclosing\nfinished done 1 2 3\n$/);
  });
});

describe.each(['process', 'thread'])('a program that has a pool: %s', (kind) => {
  it('survives a task that takes all memory, and is told who was lost', async () => {
    const code = `
      import { Pool } from 'holdall';
      import { exhaust } from './deaths.mjs';
      import { add } from './tasks.mjs';
      const pool = new Pool({ processes: 1, kind: '${kind}' });
      const error = await pool.apply(exhaust).catch((error) => error);
      console.log(error.name, error.happened, error.message, error.cause?.code);
      console.log(await pool.apply(add, [1, 2]));`;
    const { code: exitCode, output } = await run(code, '--max-old-space-size=64');
    const how = {
      process:
        /^WorkerLostError unknown worker process \d+ was ended by SIGABRT while it ran task exhaust of .* undefined\n3\n$/,
      thread:
        /^WorkerLostError unknown worker thread \d+ ended with exit code 1 while it ran task exhaust of .* ERR_WORKER_OUT_OF_MEMORY\n3\n$/,
    }[kind];
    expect(output).toMatch(how as RegExp);
    expect(exitCode).toBe(0);
  });

  it('gets errors of its own callbacks as uncaught exceptions, and its tasks are done all the same', async () => {
    const code = `
      import { Pool } from 'holdall';
      import { tell } from './deaths.mjs';
      import { add, fail } from './tasks.mjs';
      const uncaught = [];
      process.on('uncaughtException', (error) => uncaught.push(error.message));
      const failing = (what) => () => { throw new Error(what); };
      const pool = new Pool({ processes: 1, kind: '${kind}' });
      pool.once('workerReady', failing('workerReady')).once('taskEnded', failing('taskEnded'));
      console.log(await pool.applyAsync(add, [1, 2], { callback: failing('callback') }).get());
      await pool.applyAsync(fail, [], { errorCallback: failing('errorCallback') }).wait();
      console.log(await pool.mapAsync(add, [1, 2], { callback: failing('mapped') }).get());
      console.log(await pool.apply(tell, ['told'], { onReport: failing('onReport') }));
      pool.close();
      await pool.join();
      await new Promise(setImmediate);
      console.log(uncaught.sort().join(' '));
      const { submitted, succeeded, failed } = pool.statistics();
      console.log(submitted - succeeded - failed, failed);`;
    expect(await run(code)).toEqual({
      code: 0,
      output: '3\n[ 2, 3 ]\ntold\ncallback errorCallback mapped onReport taskEnded workerReady\n0 1\n',
      errors: '',
    });
  });
});
