import { fileURLToPath } from 'node:url';
import { StateError } from '../../../protocol/errors.js';
import { programs } from '../../programs.js';
import type { HostEvents, HostOptions, WorkerHost, WorkerKind } from './host.js';
import { ProcessHost } from './process-host.js';
import { ThreadHost } from './thread-host.js';

/** What a worker runs, where the program names no file of its own for it. */
const PROGRAM = fileURLToPath(programs.worker);

const hosts: Readonly<Record<WorkerKind, new (options: HostOptions, events: HostEvents) => WorkerHost>> = {
  process: ProcessHost,
  thread: ThreadHost,
};

export const workerKinds = Object.keys(hosts) as readonly WorkerKind[];

/** Makes the hosts of a pool's workers. */
export function hostMaker(
  kind: WorkerKind,
  { busyPoll, workerFile }: { readonly busyPoll: boolean; readonly workerFile?: string | undefined },
): (events: HostEvents) => WorkerHost {
  if (workerFile === undefined) return (events) => new hosts[kind]({ program: PROGRAM, busyPoll }, events);
  return (events) => new hosts[kind]({ program: workerFile, busyPoll }, blamingFile(workerFile, events));
}

/** Says of a worker that ended by itself without a word, where nothing else does, what its worker file lacks. */
function blamingFile(file: string, events: HostEvents): HostEvents {
  let hasSpoken = false;
  return {
    onMessage(message) {
      hasSpoken = true;
      events.onMessage(message);
    },
    onEnd(end) {
      const isUnexplained = !hasSpoken && end.signal === null && end.cause === undefined;
      const cause = isUnexplained
        ? new StateError(`its worker file ${file} came to no call of startWorker()`)
        : end.cause;
      events.onEnd({ ...end, cause });
    },
  };
}
