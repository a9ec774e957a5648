import { execFileSync, spawn } from 'node:child_process';
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
  const child = spawn(process.execPath, argumentsOf(name, args), {
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

/** Runs a program to its end, while nothing of this one runs. */
export function runMeanwhileBlocked(name: string, ...args: string[]): void {
  execFileSync(process.execPath, argumentsOf(name, args));
}

function argumentsOf(name: string, args: readonly string[]): string[] {
  return ['--import', 'tsx', fileURLToPath(new URL(`./${name}.ts`, import.meta.url)), ...args];
}
