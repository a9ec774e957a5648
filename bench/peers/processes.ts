import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Run } from '../harness/pace.js';

/** A program of `tasks` in a process of its own, which has said that it is ready. */
export interface HelperProcess {
  /** Tells it to do so many operations; resolves when they are done. One at a time. */
  run(operations: number): Promise<unknown>;
  end(): Promise<void>;
}

/** The program says that it is ready by its first message. It ends when it is disconnected. */
export async function startHelper(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<HelperProcess> {
  // Not what tsx is given to this process with.
  return helper(fork(fileURLToPath(taskFile(file)), args, { execArgv: [], env: { ...process.env, ...env } }));
}

/** The same of a program in TypeScript, which needs the codec: users have no way to that. */
export async function startCompiled(file: string, args: readonly string[]): Promise<HelperProcess> {
  return helper(fork(fileURLToPath(new URL(`./${file}`, import.meta.url)), args, { execArgv: ['--import', 'tsx'] }));
}

/** A run of operations that these do, each as many as the others. */
export function shareOut(helpers: readonly HelperProcess[]): Run {
  return (operations) => Promise.all(helpers.map((each) => each.run(Math.ceil(operations / helpers.length))));
}

async function helper(child: ChildProcess): Promise<HelperProcess> {
  await messageOf(child);
  return {
    run: (operations) => {
      const done = messageOf(child);
      child.send(operations);
      return done;
    },
    end: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** A program or a module that processes of contestants load: JavaScript, for which they need no compiler. */
export function taskFile(name: string): URL {
  return new URL(`./tasks/${name}`, import.meta.url);
}

/** The resident memory of a process. */
export function residentBytes(pid: number | undefined): number {
  return 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}

/** A new directory for a socket. */
export async function socketDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'holdall-bench-'));
  return {
    directory,
    path: join(directory, 'socket'),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a helper process ended with code ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
