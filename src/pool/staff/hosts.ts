import { fileURLToPath } from 'node:url';
import { programs } from '../../programs.js';
import type { HostEvents, WorkerHost, WorkerKind } from './host.js';
import { ProcessHost } from './process-host.js';
import { ThreadHost } from './thread-host.js';

/** What a worker runs, where the program names no file of its own for it. */
const PROGRAM = fileURLToPath(programs.worker);

const hosts: Readonly<Record<WorkerKind, new (program: string, events: HostEvents) => WorkerHost>> = {
  process: ProcessHost,
  thread: ThreadHost,
};

export const workerKinds = Object.keys(hosts) as readonly WorkerKind[];

/** Makes the hosts of a pool's workers. */
export function hostMaker(kind: WorkerKind, program = PROGRAM): (events: HostEvents) => WorkerHost {
  return (events) => new hosts[kind](program, events);
}
