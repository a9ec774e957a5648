import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Happened, WorkerLostError } from 'holdall';
import { expect } from 'vitest';
import type { Death } from './programs/deaths.mjs';
import { rejectionOf } from './settled.js';

/** Each kind of worker, the hardest death that it can die, and what messages say of that. */
export const kindsOfDeath = [
  { kind: 'process', how: 'SIGKILL', ended: /^worker process \d+ was ended by SIGKILL / },
  { kind: 'thread', how: 3, ended: /^worker thread \d+ ended with exit code 3 / },
] as const satisfies { kind: 'process' | 'thread'; how: Death; ended: RegExp }[];

/** What a task rejects with whose worker was lost: after it began, unless `happened` says otherwise. */
export async function lossOf(running: PromiseLike<unknown>, happened: Happened = 'unknown') {
  const error = await rejectionOf<WorkerLostError>(running);
  expect(error).toBeInstanceOf(WorkerLostError);
  expect(error.happened).toBe(happened);
  return error;
}

/** A file where tasks and workers leave lines. */
export class Notes {
  readonly file = join(tmpdir(), `holdall-${randomUUID()}`);

  /** Those that there are so far. */
  async lines(): Promise<string[]> {
    const text = await readFile(this.file, 'utf8').catch(() => '');
    return text.split('\n').slice(0, -1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.file, { force: true });
  }
}
