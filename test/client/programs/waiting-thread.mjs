// A worker thread that waits for an item that never comes. On any message it ends: in the way it was told to, with the
// item still awaited.
import { parentPort, workerData } from 'node:worker_threads';
import { Manager } from 'holdall';

const { address, authkey, way } = workerData;
const ways = {
  exit: () => process.exit(),
  throw: () => {
    throw new Error('nobody catches this');
  },
};

parentPort.once('message', ways[way] ?? (() => {}));
const manager = await Manager.connect(address, { authkey });
const item = manager.queue('never').get();
// Answered behind it: the broker has the call now.
await manager.census();
parentPort.postMessage('waiting');
await item;
