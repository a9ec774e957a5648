import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { StateError } from '../../../protocol/errors.js';
import { programs } from '../../programs.js';
import { Claims } from '../messages/claims.js';
import type { ToWorker } from '../messages/messages.js';
import type { WatchData } from '../messages/watch-line.js';
import { sharedByCopies } from '../shared-by-copies.js';
import { Duty } from './duty.js';
import { tellDying } from './leaving.js';
import { Outbox } from './outbox.js';
import { portRoad, type Road, socketRoad } from './road.js';
import { ownRole } from './role.js';
import { keepWatch } from './watching.js';

const state = sharedByCopies('working', () => ({ isStarted: false }));

/**
 * Makes this process or thread take its pool's orders: the last line of a worker file, `new Pool({ workerFile })`, which
 * first imports the modules with the tasks. For programs that are bundled into files where a worker cannot import the
 * module of a task. Tasks are found by the name of their module and their own, or else by their own alone, which no two
 * tasks of a worker file may share then. Throws `StateError` where no pool has started this as its worker, and when it is
 * called again.
 */
export function startWorker(): void {
  beginDuty({ namesSuffice: true });
}

/** The same for our own worker program, and for worker files. */
export function beginDuty({ namesSuffice }: { readonly namesSuffice: boolean }): void {
  const role = ownRole();
  if (role === undefined) {
    throw new StateError('startWorker() is for worker files, which pools start: new Pool({ workerFile })');
  }
  if (state.isStarted) throw new StateError('startWorker() was called already: once is enough');
  state.isStarted = true;
  if (typeof role === 'object' && 'watch' in role) return keepWatch(role.watch);
  // What comes before there is a duty waits in the kernel, or in the port.
  const heed = (message: ToWorker) => duty.heed(message);
  const road = typeof role === 'string' ? socketRoad(role === 'process', heed) : portRoad(role, heed);
  const duty = typeof role === 'string' ? ofProcess(road, namesSuffice) : ofThread(road, role.claims, namesSuffice);
}

function ofProcess(road: Road, namesSuffice: boolean): Duty {
  const claims = new Claims();
  // A Ctrl-C reaches the whole group. The parent decides what it means, and may need its workers while it cleans up.
  process.on('SIGINT', () => {});
  return ofWorker(road, claims, namesSuffice, () => startWatch(claims));
}

function ofThread(road: Road, shared: SharedArrayBuffer, namesSuffice: boolean): Duty {
  return ofWorker(road, new Claims(shared), namesSuffice, () => {});
}

function ofWorker(road: Road, claims: Claims, namesSuffice: boolean, startWatch: () => void): Duty {
  const outbox = new Outbox(road);
  process.on('uncaughtExceptionMonitor', (error) => {
    // Who handles such errors goes on.
    if (process.listenerCount('uncaughtException') === 0) tellDying(outbox, error, 'uncaught error');
  });
  return new Duty({ outbox, claims, isBetweenThreads: road.isBetweenThreads, namesSuffice, startWatch });
}

/** What a process's watch needs to be told; without the loaders and the environment, which would all be run once more. */
function startWatch(claims: Claims): void {
  const workerData: WatchData = { holdall: { watch: claims.shared } };
  const watch = existsSync(programs.watch)
    ? new Worker(programs.watch, { execArgv: [], env: {}, workerData })
    : // In a bundle its program is a part of the worker file.
      new Worker(process.argv[1] as string, { workerData });
  // Without it, tasks run all the same.
  watch.on('error', () => {});
  watch.unref();
}
