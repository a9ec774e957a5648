import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager } from 'holdall';
import { expect } from 'vitest';
import { AUTHKEY } from '../harness/doors.js';
import { eventually } from '../harness/eventually.js';
import { Program } from '../harness/processes.js';

/** What a daemon holds of the machine, and for its clients. */
export interface Holdings {
  /** In bytes, after a collection. */
  readonly heap: number;
  readonly rss: number;
  readonly descriptors: number;
  readonly sessions: number;
  readonly waiting: number;
  readonly references: number;
  readonly unacknowledged: number;
  readonly files: readonly string[];
}

/** `holdall serve` in a process of its own, which tells what it holds. */
export class WatchedDaemon {
  readonly path: string;
  readonly ipc: string;
  readonly #directory: string;
  readonly #program: Program;
  #tcp = '';

  private constructor(directory: string) {
    this.#directory = directory;
    this.path = join(directory, 'broker');
    this.ipc = `ipc://${this.path}`;
    const args = ['serve', '--listen', this.ipc, '--listen', 'tcp://127.0.0.1:*', '--grace', '0'];
    this.#program = new Program('dist/src/daemon/main.js', args, {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
      execArgv: ['--expose-gc', '--import', './test/faults/programs/answers.mjs'],
      ipc: true,
    });
  }

  static async start(): Promise<WatchedDaemon> {
    const daemon = new WatchedDaemon(await mkdtemp(join(tmpdir(), 'holdall-watched-')));
    await eventually(
      async () => {
        const [line = ''] = await daemon.#program.lines(1);
        daemon.#tcp = /tcp:\/\/[\d.:]+/.exec(line)?.[0] ?? '';
        return daemon.#tcp !== '';
      },
      () => 'the daemon tells the port that it was given',
    );
    return daemon;
  }

  get tcp(): string {
    return this.#tcp;
  }

  /** As `honest` sees it, who is a client too. */
  async holdings(honest: Manager): Promise<Holdings> {
    const told = once(this.#program.child, 'message');
    this.#program.child.send('what do you hold?');
    const [machine] = (await told) as [Pick<Holdings, 'heap' | 'rss' | 'descriptors'>];
    const { sessions, waiting, references, unacknowledged } = await honest.census();
    return { ...machine, sessions, waiting, references, unacknowledged, files: await readdir(this.#directory) };
  }

  /** Resolves when it holds nothing more than it did, of what can be counted. */
  async comesBackTo(before: Holdings, honest: Manager): Promise<void> {
    const counted = ({ heap: _, rss: __, ...counts }: Holdings) => JSON.stringify(counts);
    let now = before;
    await eventually(
      async () => {
        now = await this.holdings(honest);
        return counted(now) === counted(before);
      },
      () => `it holds what it held, ${counted(before)}; it holds ${counted(now)}`,
    );
  }

  client(): Promise<Manager> {
    return Manager.connect(this.ipc, { authkey: AUTHKEY });
  }

  /** A program of `test/faults/programs` that knows where it is. */
  run(name: string, ...args: readonly string[]): Program {
    return new Program(`test/faults/programs/${name}.mjs`, [this.ipc, ...args], { env: { HOLDALL_AUTHKEY: AUTHKEY } });
  }

  async close(): Promise<void> {
    this.#program.kill('SIGTERM');
    expect(await this.#program.ended).toMatchObject({ code: 0, errors: '' });
    expect(await readdir(this.#directory)).toEqual([]);
    await rm(this.#directory, { recursive: true });
  }
}
