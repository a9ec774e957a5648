// A worker thread that does what it is asked to, and answers with the outcome.
import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Manager, serve } from 'holdall';
import { libzmqIsLoaded } from './libzmq.mjs';

const { address, authkey, task } = workerData;
const tasks = { connect, start, serve: serveHere, stay };

parentPort.postMessage(await tasks[task]().catch((error) => `${error.code}: ${error.message}`));

/** Uses a broker, and tells whether that has brought libzmq into the process. */
async function connect() {
  const manager = await Manager.connect(address, { authkey });
  const queue = manager.queue('of a thread');
  await queue.put({ from: 'a thread' });
  const item = await queue.get();
  await manager.close();
  return [item, libzmqIsLoaded()];
}

/** Has a broker of its own, and closes it. */
async function start() {
  const manager = await Manager.start();
  await manager.dict('d').set('key', 'value');
  const value = await manager.dict('d').get('key');
  await manager.close();
  return [value, existsSync(manager.address.slice('ipc://'.length))];
}

/** Has a broker of its own, and does not close it. */
async function stay() {
  const manager = await Manager.start();
  parentPort.on('message', () => {});
  return manager.address;
}

async function serveHere() {
  const broker = await serve({ listen: address, authkey });
  const manager = await Manager.connect(address, { authkey });
  const { sessions } = await manager.census();
  await broker.close();
  return sessions;
}
