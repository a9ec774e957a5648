import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Absent } from '../../harness/contest.js';

type Python = ChildProcessByStdio<Writable, Readable, null>;
type Reply = { readonly done: number } | { readonly ready: true } | { readonly failed: string };

/** A Python program of this folder that is ready. It does the work by itself: a run is one line each way. */
export interface PythonProgram {
  /** Tells it to do so many operations; gives what it says of them. */
  readonly run: (operations: number) => Promise<number>;
  readonly end: () => Promise<unknown>;
}

/** Rejects with `Absent` where there is no Python. */
export async function startPython(file: string, args: readonly string[]): Promise<PythonProgram> {
  const program = fileURLToPath(new URL(`./${file}`, import.meta.url));
  const python = await launched(spawn('python3', ['-uB', program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] }));
  const replies = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const hear = async (): Promise<Reply> => {
    const { value, done } = await replies.next();
    if (done) throw new Error('the Python program ended');
    const reply = JSON.parse(value) as Reply;
    if ('failed' in reply) throw new Error(reply.failed);
    return reply;
  };
  await hear();
  return {
    run: async (operations) => {
      python.stdin.write(`${JSON.stringify({ run: operations })}\n`);
      const reply = await hear();
      return 'done' in reply ? reply.done : Number.NaN;
    },
    end: async () => {
      const ended = once(python, 'exit');
      python.stdin.end();
      await ended;
    },
  };
}

async function launched(python: Python): Promise<Python> {
  try {
    await once(python, 'spawn');
    return python;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Absent('python3 is not installed');
    throw error;
  }
}
