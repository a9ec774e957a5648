import { Pool } from 'holdall';
import { describe, expect, it } from 'vitest';
import { preloading } from './preload.js';
import { node } from './programs/run.js';
import * as tasks from './programs/tasks.mjs';

describe.each(['process', 'thread'])('a worker %s', (kind) => {
  const code = `
    import('holdall').then(async ({ Pool }) => {
      const { add } = await import('./tasks.mjs');
      console.log(await new Pool({ processes: 2, kind: '${kind}' }).apply(add, [1, 2]));
    });`;

  it.each([
    ['--eval', ['--eval', code], '3\n'],
    ['-e', ['-e', code], '3\n'],
    ['-p', ['-p', `${code} 'printed'`], 'printed\n3\n'],
    ['--input-type', ['--input-type=module', '-e', code], '3\n'],
    ['options that no thread may have', ['--title=pool', '--expose-gc', '--input-type=commonjs', '-e', code], '3\n'],
  ])('does not run a program again that was started with %s', async (_, args, output) => {
    expect(await node(...args).ended).toEqual({ code: 0, output, errors: '' });
  });

  it('loads what NODE_OPTIONS names', async () => {
    process.env['NODE_OPTIONS'] = '--conditions=of-the-test';
    try {
      const asking = `import('holdall').then(async ({ Pool }) => {
        const { nodeOptions } = await import('./tasks.mjs');
        console.log(await new Pool({ processes: 1, kind: '${kind}' }).apply(nodeOptions));
      });`;
      expect(await node('-e', asking).ended).toEqual({ code: 0, output: '--conditions=of-the-test\n', errors: '' });
    } finally {
      delete process.env['NODE_OPTIONS'];
    }
  });
});

it('a worker process takes over loaders', async () => {
  await using pool = new Pool({ processes: 1 });
  await preloading('', async () => {
    expect(await pool.apply(tasks.execArgv)).toEqual(process.execArgv);
  });
});
