import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, type SharedQueue } from 'holdall';
import { expect } from 'vitest';
import { AUTHKEY, serveIn } from '../harness/doors.js';
import { assertEmpty } from '../harness/house.js';
import { upTo } from '../harness/numbers.js';
import { assertNoChildren, Program } from '../harness/processes.js';

/** A broker in a process of its own, whose memory can be looked at. */
export class LoadedBroker {
  readonly address: string;
  readonly program: Program;
  readonly #directory: string;
  readonly #managers: Manager[] = [];
  readonly #clients: Program[] = [];

  private constructor(directory: string) {
    this.#directory = directory;
    this.address = `ipc://${join(directory, 'broker')}`;
    this.program = serveIn(this.address);
  }

  static async start(): Promise<LoadedBroker> {
    const broker = new LoadedBroker(await mkdtemp(join(tmpdir(), 'holdall-load-')));
    await broker.program.lines(1);
    return broker;
  }

  /** Its resident memory, in MiB. */
  get memory(): number {
    const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(this.program.pid)], { encoding: 'utf8' });
    return Number(kibibytes) / 1024;
  }

  /** A session in this process. */
  async manager(): Promise<Manager> {
    const manager = await Manager.connect(this.address, { authkey: AUTHKEY });
    this.#managers.push(manager);
    return manager;
  }

  /** A program of `test/faults/programs` that knows this broker. */
  run(name: string, ...args: readonly (string | number)[]): Program {
    const program = new Program(`test/faults/programs/${name}.mjs`, [this.address, ...args.map(String)], {
      env: { HOLDALL_AUTHKEY: AUTHKEY },
      ipc: true,
    });
    this.#clients.push(program);
    return program;
  }

  /** Ends everything. Fails if somebody left anything but these named objects behind. */
  async close(names: number): Promise<void> {
    for (const manager of this.#managers) await manager.close();
    await Promise.all(this.#clients.map((client) => client.slay()));
    await assertEmpty(this.address, names);
    this.program.kill('SIGTERM');
    expect(await this.program.ended).toMatchObject({ code: 0, errors: '' });
    await assertNoChildren();
    await rm(this.#directory, { recursive: true });
  }
}

/** Puts the numbers below `count`, in their order. */
export async function putAll(queue: SharedQueue<number>, count: number): Promise<void> {
  for (let n = 0; n < count; n += 10_000) {
    await queue.putMany(upTo(Math.min(10_000, count - n)).map((more) => n + more));
  }
}
