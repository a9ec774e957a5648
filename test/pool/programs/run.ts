import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Longer than the output of a worker that is gone is waited for. */
const SLOW_MS = 2_500;

/** A program that runs in a process of its own. */
export interface Program {
  readonly pid: number;
  kill(signal?: NodeJS.Signals): void;
  send(message: string): void;
  /** What a Ctrl-C in its terminal does, for a program in a group of its own: the signal goes to all of its processes. */
  interrupt(): void;
  /** Resolves when this text has been printed so many times, to all that was printed. */
  printed(text: string, times?: number): Promise<string>;
  /** Reads its output only after a while. */
  slowly(): Promise<void>;
  /** Nobody reads its output any more. */
  closeOutput(): void;
  /** Resolves when the program and every process that shares its output have ended. */
  readonly ended: Promise<{
    readonly code: number | string;
    readonly output: string;
    readonly errors: string;
  }>;
}

export function path(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

/** Runs `node` with these arguments. */
export function node(...args: readonly string[]): Program {
  return start(args, false);
}

/** The same, as a shell does it: the program and its children are a group of processes. */
export function nodeInGroup(...args: readonly string[]): Program {
  return start(args, true);
}

function start(args: readonly string[], detached: boolean): Program {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe', 'ipc'], cwd: path(''), detached });
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return {
    pid: child.pid as number,
    kill: (signal = 'SIGKILL') => void child.kill(signal),
    interrupt: () => void process.kill(-(child.pid as number), 'SIGINT'),
    send: (message) => void child.send(message),
    printed: async (text, times = 1) => {
      while (output.split(text).length <= times) await once(child.stdout as NodeJS.ReadableStream, 'data');
      return output;
    },
    slowly: async () => {
      child.stdout?.pause();
      await setTimeout(SLOW_MS);
      child.stdout?.resume();
    },
    closeOutput: () => void child.stdout?.destroy(),
    ended: once(child, 'close').then(([code, signal]) => ({
      code: (code ?? signal) as number | string,
      output,
      errors,
    })),
  };
}
