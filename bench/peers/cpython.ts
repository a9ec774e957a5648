import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Absent, type Contestant, type Running } from '../harness/contest.js';
import { perSecond, type Run } from '../harness/pace.js';
import { WORKERS } from './pool.js';

const PROGRAM = fileURLToPath(new URL('./cpython_pool.py', import.meta.url));

type Python = ChildProcessByStdio<Writable, Readable, null>;
type Reply = { readonly done: number } | { readonly ready: true } | { readonly failed: string };

/** `Pool.map` of CPython's multiprocessing over all items, with chunks of one. */
export const cpythonMap: Contestant = {
  name: 'CPython Pool',
  setUp: () => start('map', perSecond),
};

/** Runs the Python program, which does the work by itself: what is said to it is one line each way for each run. */
async function start(job: string, sample: (run: Run) => Running['measure']): Promise<Running> {
  const python = await launched(
    spawn('python3', ['-u', PROGRAM, job, String(WORKERS)], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  const replies = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const hear = async () => {
    const { value, done } = await replies.next();
    if (done) throw new Error('the Python program ended');
    const reply = JSON.parse(value) as Reply;
    if ('failed' in reply) throw new Error(reply.failed);
  };
  await hear();
  const run: Run = async (operations) => {
    python.stdin.write(`${JSON.stringify({ run: operations })}\n`);
    await hear();
  };
  const tearDown = async () => {
    const ended = once(python, 'exit');
    python.stdin.end();
    await ended;
  };
  return { measure: sample(run), tearDown };
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
