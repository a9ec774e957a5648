// A worker thread that puts something through a broker over CURVE, and tells what came back.
import { parentPort, workerData } from 'node:worker_threads';
import { Manager } from 'holdall';

const { address, keys, timeout } = workerData;
const manager = await Manager.connect(address, { keys, timeout });
const queue = manager.queue('jobs of a thread');
await queue.put('x'.repeat(300_000));
const item = await queue.get();
await manager.close();
parentPort.postMessage(item);
