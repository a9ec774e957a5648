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

/** Broker and clients in this process. */
export const memoryDoor: Door = {
  name: 'through memory',
  async open() {
    const broker = await serve({ listen: `memory://test-${++opened}`, authkey: AUTHKEY });
    const address = broker.addresses[0] as string;
    return {
      address,
      client: () => Manager.connect(address, { authkey: AUTHKEY }),
      takeBack: () => {},
      close: () => broker.close(),
    };
  },
};

/** The daemon in a process of its own, and each client in another, over ZeroMQ. */
export const zeromqDoor: Door = {
  name: 'through ZeroMQ between processes',
  async open() {
    const directory = await mkdtemp(join(tmpdir(), 'holdall-test-'));
    const address = `ipc://${join(directory, 'broker')}`;
    const daemon = serveIn(address);
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
};

export const doors: readonly Door[] = [memoryDoor, zeromqDoor];

/** `holdall serve` at an address. It is ready once it has written a line. */
export function serveIn(address: string): Program {
  return new Program('dist/src/daemon/main.js', ['serve', '--listen', address], { env: { HOLDALL_AUTHKEY: AUTHKEY } });
}
