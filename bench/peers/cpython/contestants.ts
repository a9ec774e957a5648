import type { Contestant, Running } from '../../harness/contest.js';
import { microsecondsEach, perSecond, type Run } from '../../harness/pace.js';
import { WORKERS } from '../pools/pool.js';
import { SMALL, type SmallCall } from '../store.js';
import { startPython } from './python.js';

/** Of the standard library: `multiprocessing.Manager()`, on a unix socket. */
const MANAGER = 'CPython Manager';

/** `Pool.map` of CPython's multiprocessing over all items, with chunks of one. */
export const cpythonMap = timed('CPython Pool', perSecond, 'pool.py', 'map', WORKERS);

/** One program that calls CPython's Manager, each call when the last was answered: it can do no other. */
export const cpythonCalls = (call: SmallCall) => timed(MANAGER, microsecondsEach, 'manager.py', call, SMALL);

/** Many such programs, each one call at a time. */
export const cpythonClients = (processes: number) => timed(MANAGER, perSecond, 'clients.py', processes, SMALL);

/** Puts so many bytes into a queue and takes them out. */
export const cpythonCarry = (bytes: number) => timed(MANAGER, microsecondsEach, 'manager.py', 'carry', bytes);

/** Makes queues that nothing refers to a moment later, and makes no call on them. */
export const cpythonCreate = timed(MANAGER, microsecondsEach, 'manager.py', 'create');

/** From one process to another, item by item. `native` is `multiprocessing.Queue`, a pipe without a manager. */
export const cpythonStream = (kind: 'manager' | 'native') =>
  timed(kind === 'native' ? 'CPython mp.Queue' : MANAGER, perSecond, 'stream.py', kind, SMALL);

/** How long it takes to start and to answer one call. */
export const cpythonStart = asked(MANAGER, 'start.py');

/** The memory that each of so many clients takes. */
export const cpythonMemory = (kind: 'idle' | 'waiting', clients: number) =>
  asked(`${MANAGER}, ${clients} threads`, 'memory.py', kind, clients);

/** The program does the work, and how long that takes is its sample. */
function timed(
  name: string,
  sample: (run: Run) => Running['measure'],
  file: string,
  ...args: readonly (string | number)[]
): Contestant {
  return {
    name,
    setUp: async () => {
      const { run, end } = await startPython(file, args.map(String));
      return { measure: sample(run), tearDown: end };
    },
  };
}

/** The program says itself what its sample is. */
function asked(name: string, file: string, ...args: readonly (string | number)[]): Contestant {
  return {
    name,
    setUp: async () => {
      const { run, end } = await startPython(file, args.map(String));
      return { measure: () => run(1), tearDown: end };
    },
  };
}
