import { isMainThread, type MessagePort, workerData } from 'node:worker_threads';
import type { LaneMemory } from '../messages/thread-lane.js';
import type { WatchData } from '../messages/watch-line.js';
import { sharedByCopies } from '../shared-by-copies.js';

/** What the parent tells a process that it is to be a worker. */
export const ROLE_VARIABLE = 'HOLDALL_WORKER';

/** What a thread that is a worker finds in its `workerData.holdall`. */
export interface ThreadEquipment {
  readonly port: MessagePort;
  /** The memory of its `Claims`. */
  readonly claims: SharedArrayBuffer;
  readonly lane: LaneMemory;
  readonly busyPoll: boolean;
}

/** The same in the watch of a worker process, where that has to run the worker file itself. */
export type WatchEquipment = WatchData['holdall'];

/** A worker process, and one whose event loop is never to stay awake. */
type ProcessRole = 'process' | 'sleeping process';

export function roleOfProcess(busyPoll: boolean): ProcessRole {
  return busyPoll ? 'process' : 'sleeping process';
}

/** What the parent made of this process or thread. */
export type Role = ProcessRole | ThreadEquipment | WatchEquipment | undefined;

const given = sharedByCopies('worker', () => ({ role: findRole() }));

/** The part that this process or thread was started for; `undefined` if it is no worker. */
export function ownRole(): Role {
  return given.role;
}

function findRole(): Role {
  if (!isMainThread) return equipmentIn(workerData);
  const role = process.env[ROLE_VARIABLE];
  if (role !== 'process' && role !== 'sleeping process') return undefined;
  // Processes that a task starts must not take themselves for workers.
  delete process.env[ROLE_VARIABLE];
  return role;
}

/** Threads of users have what they like as their data. */
function equipmentIn(data: unknown): ThreadEquipment | WatchEquipment | undefined {
  if (typeof data !== 'object' || data === null || !('holdall' in data)) return undefined;
  return data.holdall as ThreadEquipment | WatchEquipment;
}
