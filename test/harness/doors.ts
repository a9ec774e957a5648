/** The ways to a broker that every type's suite is run through. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manager, serve } from 'holdall';
import { expect } from 'vitest';
import type { Client } from './client.js';
import { Program } from './processes.js';
import { ClientProcess, RemoteClient } from './remote-client.js';

export const AUTHKEY = 'the authkey of the tests';

export interface Door {
  readonly name: string;
  /** Starts a broker. */
  open(): Promise<Site>;
}

/** A running broker, and where its clients come from. */
export interface Site {
  readonly address: string;
  /** A new session: in another process, where the door leads to other processes. */
  client(): Promise<Client>;
  /** Called for clients that are closed: their processes can serve again. */
  takeBack(client: Client): void;
  /** Ends the broker and the processes, and fails if anything of them is left. */
  close(): Promise<void>;
}

let opened = 0;

/** Broker and clients in this process. The broker has the types that these modules define. */
const memoryDoorWith = (types: readonly string[]): Door => ({
  name: 'through memory',
  async open() {
    const broker = await serve({ listen: `memory://test-${++opened}`, authkey: AUTHKEY, types });
    const address = broker.addresses[0] as string;
    return {
      address,
      client: () => Manager.connect(address, { authkey: AUTHKEY }),
      takeBack: () => {},
      close: () => broker.close(),
    };
  },
});

export const memoryDoor: Door = memoryDoorWith([]);

/** The daemon in a process of its own, and each client in another, over ZeroMQ. */
const zeromqDoorWith = (types: readonly string[]): Door => ({
  name: 'through ZeroMQ between processes',
  async open() {
    const directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
    const address = `ipc://${join(directory, 'broker')}`;
    const daemon = serveIn(address, types);
    await daemon.lines(1);
    const processes: ClientProcess[] = [];
    const idle: ClientProcess[] = [];
    return {
      address,
      async client() {
        const process = idle.pop() ?? new ClientProcess();
        if (!processes.includes(process)) processes.push(process);
        await process.command('connect', { address, authkey: AUTHKEY });
        return new RemoteClient(process);
      },
      takeBack(client) {
        if (client instanceof RemoteClient && !client.process.isOver) idle.push(client.process);
      },
      async close() {
        await Promise.all(processes.map((process) => process.exit()));
        daemon.kill('SIGTERM');
        expect(await daemon.ended).toMatchObject({ code: 0, signal: null, errors: '' });
        expect(await readdir(directory)).toEqual([]);
        await rm(directory, { recursive: true });
      },
    };
  },
});

export const zeromqDoor: Door = zeromqDoorWith([]);

export const doors: readonly Door[] = [memoryDoor, zeromqDoor];

/** The same doors, to brokers with types of users' own. */
export function doorsWith(...types: readonly string[]): readonly Door[] {
  return [memoryDoorWith(types), zeromqDoorWith(types)];
}

/** `holdall serve` at an address. It is ready once it has written a line. */
export function serveIn(address: string, types: readonly string[] = []): Program {
  const args = ['serve', '--listen', address, ...types.flatMap((module) => ['--types', module])];
  return new Program('dist/src/daemon/main.js', args, { env: { HOLDALL_AUTHKEY: AUTHKEY } });
}

/** The first address that a daemon tells of in its first line. */
export async function addressOf(daemon: Program): Promise<string> {
  const [line] = await daemon.lines(1);
  const [address] = /\w+:\/\/\S+/.exec(line as string) ?? [];
  if (address === undefined) throw new Error(`no address in ${line}`);
  return address;
}
