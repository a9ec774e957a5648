/**
 * The program of every worker process: `fork` starts it, orders come over the IPC channel, and it ends at once when that
 * closes, which is when the program that forked it ends, in whatever way.
 */

import { textOf } from '../objects/text-of.js';
import { type FromWorker, isToWorker } from './messages.js';
import { pack, packThrown } from './parcel.js';
import { WorkerDuty } from './worker-duty.js';

// Without a callback a closed channel would be an uncaught error; `disconnect` says it too.
const tell = (message: FromWorker) => void process.send?.(message, undefined, undefined, () => {});
const duty = new WorkerDuty(tell);

process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (isToWorker(message)) void duty.heed(message);
});
process.on('uncaughtExceptionMonitor', (error) => {
  const { bytes, proxies } = packThrown(error, 'uncaught error');
  // There is no time left to wait for brokers.
  tell({
    holdall: 'dying',
    error: proxies.length === 0 ? bytes : pack(new Error(textOf(error)), 'uncaught error').bytes,
  });
});

if (process.connected) tell({ holdall: 'ready' });
else process.exit();
