/**
 * The watch of a worker process: a thread beside the one that runs the tasks. A task may keep that busy for hours, and then
 * somebody else has to take orders back, to say that the task is asked to stop, and to end the process when its parent is
 * gone. Its imports are few: each process has one, and starts it before its first task.
 */
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { Claims } from '../claims.js';
import { type WatchData, watchLine } from './watch-line.js';

/** How long the process may take to end by itself when its parent is gone, in milliseconds. */
const ORPHANED_MS = 1_000;

const claims = new Claims((workerData as WatchData).claims);
const line = new Socket({ fd: watchLine.descriptor, readable: true, writable: true });
let rest: Buffer = Buffer.alloc(0);

line.on('data', (bytes) => {
  rest = Buffer.concat([rest, bytes]);
  const whole = rest.length - (rest.length % watchLine.recordBytes);
  for (let at = 0; at < whole; at += watchLine.recordBytes) heed(rest.readUInt8(at), rest.readUInt32LE(at + 1));
  rest = rest.subarray(whole);
});
// The other thread sees it too, and ends the process, if its task lets it.
line.on('close', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), ORPHANED_MS));
line.on('error', () => {});

function heed(op: number, number: number): void {
  if (op === watchLine.askToStop) claims.askToStop(number);
  if (op === watchLine.recall) answer(claims.recall(number) ? watchLine.recalled : watchLine.tooLate, number);
}

function answer(op: number, number: number): void {
  const record = Buffer.alloc(watchLine.recordBytes);
  record.writeUInt8(op, 0);
  record.writeUInt32LE(number, 1);
  line.write(record);
}
