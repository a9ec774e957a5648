import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AUTHKEY } from './doors.js';
import { eventually } from './eventually.js';
import { assertNoChildren, type Ending, Program, REPOSITORY } from './processes.js';

export const MAIN = 'dist/src/daemon/main.js';

export interface Surroundings {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly execArgv?: readonly string[];
}

/** A directory of its own for a test that runs `holdall`: nothing of the user's, nor of another test's, is found there. */
export class Workshop {
  readonly directory: string;
  readonly address: string;

  private constructor(directory: string) {
    this.directory = directory;
    this.address = `ipc://${join(directory, 'broker')}`;
  }

  static async open(): Promise<Workshop> {
    return new Workshop(await mkdtemp(join(tmpdir(), 'holdall-test-')));
  }

  /** Fails if a process is left. */
  async close(): Promise<void> {
    await assertNoChildren();
    await rm(this.directory, { recursive: true });
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  files(): Promise<readonly string[]> {
    return readdir(this.directory);
  }

  async write(name: string, content: string | object, mode = 0o600): Promise<string> {
    const file = this.path(name);
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    await chmod(file, mode);
    return file;
  }

  async mkdir(name: string, mode = 0o700): Promise<void> {
    await mkdir(this.path(name), { mode });
  }

  /** Starts `holdall …` in the directory, with the authkey of the tests in its environment. */
  start(args: readonly string[], { env = {}, execArgv = [] }: Surroundings = {}): Program {
    const known = { HOLDALL_AUTHKEY: AUTHKEY, XDG_RUNTIME_DIR: this.directory, ...env };
    return new Program(MAIN, args, { env: known, execArgv, directory: this.directory });
  }

  /**
   * Runs a line of shell in the directory, which ends in `exec "$NODE" "$MAIN" …`: it can have other outputs and limits then.
   * `$ADDRESS` is the address of the workshop.
   */
  startInShell(script: string, env: Surroundings['env'] = {}): Program {
    const known = { HOLDALL_AUTHKEY: AUTHKEY, XDG_RUNTIME_DIR: this.directory, ADDRESS: this.address };
    const places = { NODE: process.execPath, MAIN: resolve(REPOSITORY, MAIN) };
    const surroundings = { isCommand: true, directory: this.directory, env: { ...known, ...places, ...env } };
    return new Program('/bin/sh', ['-c', script], surroundings);
  }

  /** `start`, to its end. */
  run(args: readonly string[], surroundings?: Surroundings): Promise<Ending> {
    return this.start(args, surroundings).ended;
  }

  /** A daemon that serves, with its log in JSON at the level `info`. */
  async serve(args: readonly string[] = ['--listen', this.address], surroundings: Surroundings = {}): Promise<Daemon> {
    const env = { HOLDALL_LOG_LEVEL: 'info', ...surroundings.env };
    const program = this.start(['serve', ...args], { ...surroundings, env });
    await program.lines(1);
    return new Daemon(program);
  }
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** A daemon that serves, and what it logs. */
export class Daemon {
  readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }

  get log(): readonly LogLine[] {
    const lines = this.program.errors.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  /** The lines with this message, once there are so many of them. */
  async logged(message: string, times = 1): Promise<readonly LogLine[]> {
    const those = () => this.log.filter(({ msg }) => msg === message);
    await eventually(
      () => those().length >= times,
      () => `the daemon logs "${message}"; it logged ${this.program.errors}`,
    );
    return those();
  }

  kill(signal: NodeJS.Signals): void {
    this.program.kill(signal);
  }

  /** Ends it in good order. */
  async stop(): Promise<Ending> {
    this.kill('SIGTERM');
    return this.program.ended;
  }
}
