import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ArgumentError, Pool, type RunningBroker, StateError, serve, startWorker, WorkerLostError } from 'holdall';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, path } from './programs/run.js';
import * as tasks from './programs/tasks.mjs';
import { rejectionOf } from './settled.js';

const authkey = 'the authkey of the broker';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdall-bundles-'));
  // Of what holdall depends on, not all can be in a bundle.
  const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
  await symlink(modules, join(folder, 'node_modules'), 'dir');
});
afterAll(() => rm(folder, { recursive: true }));

describe.each([
  { bundle: 'that share a chunk', splitting: true },
  { bundle: 'with a copy of everything each', splitting: false },
])('a program and a worker file $bundle', ({ splitting }) => {
  let outdir: string;
  let broker: RunningBroker;
  beforeAll(async () => {
    outdir = join(folder, String(splitting));
    const entryPoints = ['main', 'worker'].map((name) => path(`bundled-${name}.mjs`));
    // holdall is in the bundle too, except for what is no JavaScript in it.
    const external = ['zeromq'];
    await build({ entryPoints, outdir, splitting, external, bundle: true, format: 'esm', platform: 'node' });
    await writeFile(join(outdir, 'package.json'), '{ "type": "module" }');
    broker = await serve({ listen: `ipc://${join(outdir, 'broker')}`, authkey });
  });
  afterAll(() => broker.close());

  it.each(['process', 'thread'])('run tasks with shared objects in a worker %s, and stop them', async (kind) => {
    const program = node(join(outdir, 'bundled-main.js'), kind, broker.addresses[0] as string, authkey);
    expect(await program.ended).toEqual({ code: 0, output: '[ 2, 4, 6 ]\ntrue SHARED\nenough\n', errors: '' });
  });
});

describe.each(['process', 'thread'] as const)('a worker file of a %s', (kind) => {
  const refusal = async (workerFile: string, startTimeout = 30_000) => {
    await using pool = new Pool({ processes: 1, kind, workerFile, startTimeout });
    const error = await rejectionOf<WorkerLostError>(pool.apply(tasks.add, [1, 2]));
    expect(error).toBeInstanceOf(WorkerLostError);
    expect(error.happened).toBe('no');
    return error.message;
  };
  const written = async (name: string, code: string) => {
    await writeFile(join(folder, name), code);
    return join(folder, name);
  };

  it('that is missing is named at once', () => {
    const workerFile = join(folder, 'missing.js');
    expect(() => new Pool({ kind, workerFile })).toThrow(ArgumentError);
    expect(() => new Pool({ kind, workerFile })).toThrow(`there is no ${workerFile}`);
  });

  it('that throws is named, or what it threw', async () => {
    const file = await written('throwing.mjs', 'throw new RangeError("too late")');
    const why =
      kind === 'process' ? 'StateError: its worker file .*throwing.mjs came to no call' : 'RangeError: too late';
    expect(await refusal(file)).toMatch(new RegExp(`ended with exit code 1 before it could take task add.*${why}`));
  });

  it.each([
    ['ends', ''],
    ['stays', 'setInterval(() => {}, 1000)'],
  ])('that never calls startWorker, and %s, is named as the cause', async (name, code) => {
    const file = await written(`${name}.mjs`, code);
    expect(await refusal(file, 100)).toMatch(/before it could take task add.*startWorker\(\)/);
  });

  it('has to have the task, by a name of its own', async () => {
    const file = await written(
      'twins.mjs',
      `import { startWorker, task } from '${new URL('../../dist/src/index.js', import.meta.url)}';
      task('file:///a.mjs', function add() {});
      task('file:///b.mjs', function add() {});
      startWorker();`,
    );
    await using pool = new Pool({ processes: 1, kind, workerFile: file });
    expect(await rejectionOf(pool.apply(tasks.add, [1, 2]))).toMatchObject({
      code: 'UNKNOWN_TASK',
      message: expect.stringMatching(/the worker file has several tasks named add, and none of .*tasks.mjs: give each/),
    });
  });
});

it('startWorker is for workers only', () => {
  expect(() => startWorker()).toThrow(StateError);
  expect(() => startWorker()).toThrow('startWorker() is for worker files, which pools start: new Pool({ workerFile })');
});
