/** Managers in worker threads, where libzmq would abort the process. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { serve } from 'holdall';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { Program } from '../harness/processes.js';

/** Twenty threads, each of which loads the whole library, take their time on a busy machine. */
const MANY_THREADS_MS = 60_000;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function brokerOver(scheme: string): Promise<string> {
  const broker = await serve({
    listen: scheme === 'ipc' ? `ipc://${directory}/broker` : 'tcp://127.0.0.1:*',
    authkey: AUTHKEY,
  });
  onTestFinished(() => broker.close());
  return broker.addresses[0] as string;
}

/** A thread with one task, and the outcome of that. */
async function thread(task: string, address = ''): Promise<{ worker: Worker; outcome: unknown }> {
  const worker = new Worker(new URL('./programs/thread.mjs', import.meta.url), {
    workerData: { address, authkey: AUTHKEY, task },
    execArgv: [],
  });
  onTestFinished(() => void worker.terminate());
  const [outcome] = await once(worker, 'message');
  return { worker, outcome };
}

describe.each([
  // Where gone means dead.
  { scheme: 'ipc', threads: 20, sessionsLeft: 1 },
  // Where a session outlives its connection for its grace.
  { scheme: 'tcp', threads: 5, sessionsLeft: 6 },
])('over $scheme', ({ scheme, threads, sessionsLeft }) => {
  test.each(['terminate', 'exit', 'throw'])(
    'threads that wait at a broker may end by %s, and nobody else',
    async (way) => {
      const address = await brokerOver(scheme);
      const args = [address, AUTHKEY, way, String(threads), String(sessionsLeft)];
      const program = new Program('test/client/programs/ended-threads.ts', args, { execArgv: ['--import', 'tsx'] });
      expect(await program.ended).toEqual({ code: 0, signal: null, output: 'all ended\n', errors: '' });
    },
    MANY_THREADS_MS,
  );

  test('a thread does without libzmq', async () => {
    const address = await brokerOver(scheme);
    const program = new Program('test/client/programs/first-a-thread.mjs', [address, AUTHKEY]);
    // Nor does anybody over ipc.
    const output = `a thread false\nthe main thread ${scheme === 'tcp'}\n`;
    expect(await program.ended).toEqual({ code: 0, signal: null, output, errors: '' });
  });
});

test('a thread that would serve at a port is told where to do that', async () => {
  const { outcome } = await thread('serve', 'tcp://127.0.0.1:*');
  expect(outcome).toMatch(/^STATE: cannot listen at .* in a worker thread/);
});

test.each(['memory', 'ipc'])('a thread may serve over %s', async (scheme) => {
  const address = scheme === 'ipc' ? `ipc://${directory}/of-a-thread` : 'memory://of-a-thread';
  expect((await thread('serve', address)).outcome).toBe(1);
});

describe('a private broker of a thread', () => {
  test('works, and leaves nothing behind when it is closed', async () => {
    expect((await thread('start')).outcome).toEqual(['value', false]);
  });

  test('ends with its thread', async () => {
    const { worker, outcome } = await thread('stay');
    const path = String(outcome).slice('ipc://'.length);
    expect(existsSync(path)).toBe(true);
    await worker.terminate();
    await eventually(
      () => !existsSync(path),
      () => `${path} is gone`,
    );
  });
});
