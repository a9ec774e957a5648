/** The way between a client, in a process or in a thread of its own, and the test that it is a part of. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';

/** The address of the broker, the authkey, and whatever else the test gives it. */
export const given = workerData ?? [process.argv[2], process.env.HOLDALL_AUTHKEY, ...process.argv.slice(3)];

/** Resolves when the test says something. */
export const told = () => once(parentPort ?? process, 'message');

export const say = (message) => (parentPort ? parentPort.postMessage(message) : process.send(message));

/** Nothing more is to be said: the process can end. */
export function hangUp() {
  if (!parentPort) process.disconnect();
}
