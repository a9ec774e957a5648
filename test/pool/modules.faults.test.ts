import { randomUUID } from 'node:crypto';
import { rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { node, path } from './programs/run.js';

const tsx = join(createRequire(import.meta.url).resolve('tsx/package.json'), '../dist/cli.mjs');
const holdall = new URL('../../dist/src/index.js', import.meta.url).href;

describe.each(['process', 'thread'])('a worker %s', (kind) => {
  const printing = (output: string) => ({ code: 0, output, errors: '' });
  const code = (module: string, task: string) => `
    import { Pool } from 'holdall';
    import { ${task} } from ${JSON.stringify(module)};
    console.log(await new Pool({ processes: 1, kind: '${kind}' }).apply(${task}).catch((error) => error.message));`;
  const evaluated = (module: string, task: string) => node('--input-type=module', '--eval', code(module, task)).ended;

  it('runs the tasks of a CommonJS program that requires holdall', async () => {
    expect(await node(path('required.cjs'), kind).ended).toEqual(printing('program true, worker false\n'));
  });

  it('waits for the tasks of a CommonJS program that has to import holdall', async () => {
    expect(await node(path('imported.cjs'), kind).ended).toEqual(printing('program true, worker false\n'));
  });

  it.each([
    ['node --import tsx', ['--import', 'tsx']],
    ['tsx', [tsx]],
  ])('runs the tasks of a TypeScript program under %s', async (_, loader) => {
    expect(await node(...loader, path('first-of-kind.ts'), kind).ended).toEqual(printing('dark\n'));
  });

  it('runs the tasks of a program that was started through a symbolic link', async () => {
    const link = join(tmpdir(), `holdall-${randomUUID()}.cjs`);
    await symlink(path('required.cjs'), link);
    try {
      expect(await node(link, kind).ended).toEqual(printing('program true, worker false\n'));
    } finally {
      await rm(link);
    }
  });

  it('runs the tasks of a module that awaits at its top level', async () => {
    expect(await evaluated('./awaits-at-top.mjs', 'late')).toEqual(printing('late\n'));
  });

  it('runs the tasks of a data: URL', async () => {
    const module = `
      import { task } from '${holdall}';
      export const near = task(import.meta.url, async function near() { return 'near'; });`;
    expect(await evaluated(`data:text/javascript,${encodeURIComponent(module)}`, 'near')).toEqual(printing('near\n'));
  });

  it('says why it could not import a module, and takes the next task', async () => {
    const program = `
      import { Pool } from 'holdall';
      import { add } from './tasks.mjs';
      globalThis.isTheProgram = true;
      const { elsewhere } = await import('./only-in-programs.mjs');
      const pool = new Pool({ processes: 1, kind: '${kind}' });
      const error = await pool.apply(elsewhere).catch((error) => error);
      console.log(error.code, error.message, String(error.cause));
      console.log(await pool.apply(add, [1, 2]));`;
    const { output, errors, code } = await node('--input-type=module', '--eval', program).ended;
    expect([code, errors]).toEqual([0, '']);
    expect(output).toMatch(
      /^UNKNOWN_TASK task elsewhere: a worker could not import \S+only-in-programs.mjs: SyntaxError: not here SyntaxError: not here\n3\n$/,
    );
  });

  it('keeps its program alive for tasks only', async () => {
    expect(await evaluated('./tasks.mjs', 'add')).toEqual(printing('NaN\n'));
  });
});
