/**
 * The watch of a worker process: a thread beside the one that runs the tasks. A task may keep that busy for hours, and then
 * somebody else has to take orders back, to say that the task is asked to stop, and to end the process when its parent is
 * gone. Its imports are few: each process has one, and starts it before its first task.
 */
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { Claims } from '../claims.js';
import { onWatchRecords, WATCH_LINE, type WatchData, watchOperation, watchRecord } from '../watch-line.js';

/** How long the process may take to end by itself when its parent is gone, in milliseconds. */
const ORPHANED_MS = 1_000;

const claims = new Claims((workerData as WatchData).claims);
const line = new Socket({ fd: WATCH_LINE, readable: true, writable: true });

onWatchRecords(line, (operation, number) => {
  if (operation === watchOperation.askToStop) claims.askToStop(number);
  if (operation !== watchOperation.recall) return;
  const answer = claims.recall(number) ? watchOperation.recalled : watchOperation.tooLate;
  line.write(watchRecord(answer, number));
});
// The other thread sees it too, and ends the process, if its task lets it.
line.on('close', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), ORPHANED_MS));
line.on('error', () => {});
