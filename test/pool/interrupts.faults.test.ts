import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { WorkerKind } from 'holdall';
import { describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.js';
import { path } from './programs/run.js';

/** Runs a program in a group of its own, and interrupts all of the group, as a terminal does, when its task runs. */
async function interrupted(...args: readonly string[]) {
  const program = spawn(process.execPath, [path('interrupted.mjs'), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  program.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  program.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(program, 'close');
  while (!output.includes('pid')) await once(program.stdout, 'data');
  const group = -(program.pid as number);
  process.kill(group, 'SIGINT');
  const [code, signal] = await ended;
  await eventually(
    () => isEmpty(group),
    () => `the group of process ${program.pid} is empty`,
  );
  return { end: code ?? signal, printed: output.split('\n').slice(1).join('\n'), errors };
}

function isEmpty(group: number): boolean {
  try {
    process.kill(group, 0);
    return false;
  } catch {
    return true;
  }
}

describe.each<WorkerKind>(['process', 'thread'])('Ctrl-C while a task runs in a %s', (kind) => {
  it('ends the program and its workers', async () => {
    expect(await interrupted(kind)).toEqual({ end: 'SIGINT', printed: '', errors: '' });
  });

  it('leaves the workers to a program that handles it', async () => {
    const printed = 'used after Ctrl-C\nended in order\n';
    expect(await interrupted(kind, 'handles')).toEqual({ end: 0, printed, errors: '' });
  });
});
