/** Programs of ours elsewhere, behind a network that fails. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AUTHKEY } from '../harness/doors.js';
import { Program } from '../harness/processes.js';

/** A client in a process or in a thread of its own, that talks with the test by one message at a time. */
export interface Sailor {
  say(message: string): void;
  /** What it says next. */
  next(): Promise<unknown>;
  /** Its exit code, and what it complained of. */
  readonly ended: Promise<readonly [code: number | null, errors: string]>;
}

export interface Crew {
  readonly where: string;
  /** Runs one of `programs` there. */
  hire(program: string, address: string, ...args: readonly number[]): Sailor;
}

export const crews: readonly Crew[] = [
  {
    where: 'a process of its own',
    hire(program, address, ...args) {
      const env = { HOLDALL_AUTHKEY: AUTHKEY };
      const words = [address, ...args.map(String)];
      const { child, ended } = new Program(`test/faults/programs/${program}.mjs`, words, { env, ipc: true });
      return {
        say: (message) => void child.send(message),
        next: async () => (await once(child, 'message'))[0],
        ended: ended.then(({ code, errors }) => [code, errors]),
      };
    },
  },
  {
    where: 'a thread, which speaks ZeroMQ itself',
    hire(program, address, ...args) {
      const file = new URL(`./programs/${program}.mjs`, import.meta.url);
      const worker = new Worker(file, { workerData: [address, AUTHKEY, ...args], execArgv: [] });
      return {
        say: (message) => worker.postMessage(message),
        next: async () => (await once(worker, 'message'))[0],
        ended: once(worker, 'exit').then(([code]) => [code, '']),
      };
    },
  },
];
