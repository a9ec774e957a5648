/**
 * A client behind a network that fails, in a process or in a thread of its own: says that it is connected, does its
 * share when it is told to, tells what came of that, and closes when it is told to again.
 */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { Manager, ShutDown } from 'holdall';

const [address, authkey, id, count] = workerData ?? [
  process.argv[2],
  process.env.HOLDALL_AUTHKEY,
  ...process.argv.slice(3),
];
const heard = () => once(parentPort ?? process, 'message');
const say = (message) => (parentPort ? parentPort.postMessage(message) : process.send(message));

const manager = await Manager.connect(address, { authkey });
let isTold = heard();
say('ready');
await isTold;
const [sums, tokens, taken] = await Promise.all([increments(), grants(), items(), puts()]);
isTold = heard();
say({ sums, tokens, taken });
await isTold;
await manager.close();
if (!parentPort) process.disconnect();

async function increments() {
  const counts = manager.dict('counts');
  const made = [];
  for (let n = 0; n < count; n++) {
    made.push(counts.increment('all'));
    if (n % 5 === 4) await made[n - 4];
  }
  return Promise.all(made);
}

async function grants() {
  const lock = manager.lock('lock');
  const granted = [];
  for (let n = 0; n < count / 10; n++) await lock.run(({ fence }) => void granted.push(fence.token));
  return granted;
}

async function puts() {
  const queue = manager.queue('items', { maxSize: 50 });
  for (let n = 0; n < count; n++) await queue.put([id, n]);
}

/** Until the queue is shut down. */
async function items() {
  const queue = manager.queue('items', { maxSize: 50 });
  const got = [];
  try {
    for (;;) got.push(await queue.get());
  } catch (error) {
    if (!(error instanceof ShutDown)) throw error;
    return got;
  }
}
