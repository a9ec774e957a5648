import { type ChildProcess, execFileSync, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** Nothing outlives the tests, not even when they are broken off. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** How a program ended, and all that it wrote. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly execArgv?: readonly string[];
  /** The directory it runs in. Default: the root of the repository. */
  readonly directory?: string;
  /** With a channel for messages that structured clone carries. */
  readonly ipc?: boolean;
  /** The program is not Node's, but a command of the system. */
  readonly isCommand?: boolean;
}

/** A program of Node's in a process of its own; its path counts from the root of the repository. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  #output = '';
  #errors = '';

  constructor(
    path: string,
    args: readonly string[] = [],
    { env = {}, execArgv = [], directory = REPOSITORY, ipc = false, isCommand = false }: RunOptions = {},
  ) {
    const stdio: StdioOptions = ipc ? ['pipe', 'pipe', 'pipe', 'ipc'] : ['pipe', 'pipe', 'pipe'];
    const ofNode = [...execArgv, resolve(REPOSITORY, path), ...args];
    const [command, all] = isCommand ? [path, args] : [process.execPath, ofNode];
    this.child = spawn(command, all, {
      cwd: directory,
      env: { ...process.env, ...env },
      stdio,
      serialization: 'advanced',
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.child.stdin?.on('error', () => {});
    running.add(this.child);
    this.ended = this.#end();
  }

  /** Not the event `close`: it does not come when the parent has disconnected the channel. */
  async #end(): Promise<Ending> {
    const outputs = [this.child.stdout, this.child.stderr].map((stream) => once(stream as Readable, 'close'));
    const [code, signal] = (await once(this.child, 'exit')) as [number | null, NodeJS.Signals | null];
    running.delete(this.child);
    await Promise.all(outputs);
    return { code, signal, output: this.#output, errors: this.#errors };
  }

  /** What it has written to standard error so far. */
  get errors(): string {
    return this.#errors;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** The lines written so far, once there are `count` whole ones; rejects if the program ends before. */
  async lines(count: number): Promise<readonly string[]> {
    const whole = () => this.#output.split('\n').slice(0, -1);
    const isOver = () => this.child.exitCode !== null || this.child.signalCode !== null;
    await eventually(
      () => whole().length >= count || isOver(),
      () => `the program writes ${count} lines; it wrote ${JSON.stringify(this.#output)} and ${this.#errors}`,
    );
    if (whole().length < count) throw new Error(`the program ended early, with ${this.#output} and ${this.#errors}`);
    return whole().slice(0, count);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Kills it with SIGKILL, and resolves when it is gone. */
  async slay(): Promise<Ending> {
    this.kill('SIGKILL');
    return this.ended;
  }

  /** Stops it in its tracks with SIGSTOP; resolves when the system has done so. */
  async freeze(): Promise<void> {
    this.kill('SIGSTOP');
    await eventually(
      () => stateOf(this.pid).startsWith('T'),
      () => `process ${this.pid} stands still`,
    );
  }

  thaw(): void {
    this.kill('SIGCONT');
  }
}

/** Whether a process lives. One that is dead but not yet waited for by its parent does not. */
export function isAlive(pid: number): boolean {
  const state = stateOf(pid);
  return state !== '' && !state.startsWith('Z');
}

/** The processes that were started by this one and live, with their commands. */
export function childrenOf(pid: number): readonly { readonly pid: number; readonly command: string }[] {
  return ps('-A', '-o', 'pid=,ppid=,stat=,args=')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, state, command]) => Number(parent) === pid && !state?.startsWith('Z') && command !== 'ps')
    .map(([child, , , ...command]) => ({ pid: Number(child), command: command.join(' ') }));
}

/** Fails unless all processes that this one started are gone. */
export async function assertNoChildren(): Promise<void> {
  await eventually(
    () => childrenOf(process.pid).length === 0,
    () => `no processes are left; there are ${JSON.stringify(childrenOf(process.pid))}`,
  );
}

function stateOf(pid: number): string {
  return ps('-o', 'stat=', '-p', String(pid)).trim();
}

function ps(...args: string[]): string {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    // No such process.
    return '';
  }
}
