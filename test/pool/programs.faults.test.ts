import { randomUUID } from 'node:crypto';
import { rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { isAlive } from '../harness/processes.js';
import { node, path } from './programs/run.js';

const tsx = join(createRequire(import.meta.url).resolve('tsx/package.json'), '../dist/cli.mjs');
const pidsIn = (output: string) => (output.match(/\d+/g) ?? []).map(Number);
const allGone = (pids: number[]) =>
  eventually(
    () => !pids.some(isAlive),
    () => `processes ${pids.join(', ')} are gone`,
  );

const letters = [...'itcast'].map((letter) => `reader got ${letter}\n`).join('');

describe('the first program of the documentation', () => {
  it('runs as TypeScript under tsx', async () => {
    expect(await node(tsx, path('first.ts')).ended).toEqual({ code: 0, output: letters, errors: '' });
  });

  it('runs as TypeScript under node --import tsx', async () => {
    expect(await node('--import', 'tsx', path('first.ts')).ended).toEqual({ code: 0, output: letters, errors: '' });
  });
});

describe('isMain', () => {
  const onlyThere = { code: 0, output: 'program true, worker false, thread false\n', errors: '' };

  it('is true in the program that was started, and false in its workers and threads', async () => {
    expect(await node(path('main.js')).ended).toEqual(onlyThere);
  });

  it('is true for a program started without its extension', async () => {
    expect(await node('main').ended).toEqual(onlyThere);
  });

  it('is true for a program started through a symbolic link', async () => {
    const link = join(tmpdir(), `holdall-${randomUUID()}`);
    await symlink(path('main.js'), link);
    try {
      expect(await node(link).ended).toEqual(onlyThere);
    } finally {
      await rm(link);
    }
  });
});

describe('a program with a pool', () => {
  it.each(['process', 'thread'])(
    'ends although it forgot to close the pool, and its workers with it: %s',
    async (kind) => {
      expect(await node(path('idle.mjs'), kind).ended).toEqual({ code: 0, output: '3\n', errors: '' });
    },
  );

  it('stays for a task that is not finished', async () => {
    expect(await node(path('waits.mjs')).ended).toEqual({ code: 0, output: 'done\n', errors: '' });
  });

  it('takes its workers and processes with it when it is killed', async () => {
    const program = node(path('endless.mjs'));
    const pids = pidsIn(await program.printed('running'));
    expect(pids).toHaveLength(3);
    program.kill();
    expect(await program.ended).toMatchObject({ code: 'SIGKILL' });
    await allGone(pids);
  });

  it('ends workers and processes that are too busy to see that it exits', async () => {
    const program = node(path('busy.mjs'));
    const pids = pidsIn(await program.printed('spinning', 2));
    program.send('exit');
    expect(await program.ended).toMatchObject({ code: 0, errors: '' });
    await allGone(pids);
  });

  it('leaves no workers and processes behind that are too busy to see that it was killed', async () => {
    const program = node(path('busy.mjs'));
    const pids = pidsIn(await program.printed('spinning', 2));
    expect(pids).toHaveLength(2);
    program.kill();
    await program.ended;
    await allGone(pids);
  });

  it('is told of an error that it forgets to ask for, except of an AsyncResult', async () => {
    const forgetting = (method: string) => `
      import { Pool } from 'holdall';
      import { fail } from './tasks.mjs';
      new Pool({ processes: 1 }).${method}(fail);`;
    const { code, errors } = await node('--input-type=module', '--eval', forgetting('apply')).ended;
    expect(code).toBe(1);
    expect(errors).toContain('Oops: it went wrong');
    const silent = await node('--input-type=module', '--eval', forgetting('applyAsync')).ended;
    expect(silent).toEqual({ code: 0, output: '', errors: '' });
  });

  it('keeps the objects that it gave to a task until the task has them', async () => {
    expect(await node('--expose-gc', path('collects.mjs')).ended).toEqual({ code: 0, output: 'letter\n', errors: '' });
  });

  it('is told when it starts work in workers because it does not ask isMain', async () => {
    const { code, errors } = await node(path('unguarded.mjs')).ended;
    expect(code).toBe(1);
    expect(errors).toContain('UnknownTaskError');
    expect(errors).toMatch(
      /StateError: a task was submitted to a pool while a worker imports .*unguarded.mjs: put .*isMain/,
    );
  });

  it.each(['process', 'thread'])('can be code on the command line: workers do not run it again: %s', async (kind) => {
    const code = `
      import { Pool } from 'holdall';
      import { add } from './tasks.mjs';
      console.log(await new Pool({ processes: 1, kind: '${kind}' }).apply(add, [1, 2]));`;
    expect(await node('--input-type=module', '--eval', code).ended).toEqual({ code: 0, output: '3\n', errors: '' });
  });

  it('can be debugged: workers do not compete for the port', async () => {
    const { code, output, errors } = await node('--inspect=0', path('idle.mjs')).ended;
    expect({ code, output }).toEqual({ code: 0, output: '3\n' });
    expect(errors.match(/Debugger listening/g)).toHaveLength(1);
  });
});

describe('a program with a process', () => {
  it('waits for the process before it ends', async () => {
    const output = 'the program is done\nthe child is done\n';
    expect(await node(path('processes.mjs'), 'child').ended).toEqual({ code: 0, output, errors: '' });
  });

  it('ends a daemon process when it has nothing else to do', async () => {
    const { code, output } = await node(path('processes.mjs'), 'daemon').ended;
    expect({ code, output }).toEqual({ code: 0, output: 'the program is done\n' });
  });

  it('prints the error that a process did not catch', async () => {
    const { output, errors } = await node(path('complaint.mjs')).ended;
    expect(output).toBe('exit code 1\n');
    expect(errors).toMatch(
      /^Walker \(process \d+\): task complain failed\nRangeError: too far\n {4}at complain \(.*say.mjs:/,
    );
  });

  it('prints something also for an error that cannot be looked at', async () => {
    const code = `
      import { Process } from 'holdall';
      import { failWithHostile } from './tasks.mjs';
      await new Process(failWithHostile, ['message'], { name: 'Walker' }).start();`;
    const { errors } = await node('--input-type=module', '--eval', code).ended;
    expect(errors).toMatch(/^Walker \(process \d+\): task failWithHostile failed\nan object that gives no text\n$/);
  });
});
