import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program of this folder, running in a process of its own. */
export interface Program {
  kill(): void;
  /** Resolves with the first output, whole as it was written. */
  readonly firstOutput: Promise<string>;
  /** Resolves when the program has ended: its exit code or signal, and everything it wrote. */
  readonly ended: Promise<{
    readonly code: number | string;
    readonly output: string;
    readonly errors: string;
  }>;
}

export function run(name: string, ...args: string[]): Program {
  const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return {
    kill: () => child.kill('SIGKILL'),
    firstOutput: once(child.stdout, 'data').then(([chunk]) => String(chunk)),
    ended: once(child, 'close').then(([code, signal]) => ({
      code: (code ?? signal) as number | string,
      output,
      errors,
    })),
  };
}
