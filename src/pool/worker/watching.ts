import { Socket } from 'node:net';
import { Claims } from '../messages/claims.js';
import { onWatchRecords, WATCH_LINE, watchOperation, watchRecord } from '../messages/watch-line.js';

/** How long the process may take to end by itself when its parent is gone, in milliseconds. */
const ORPHANED_MS = 1_000;

/** What the watch of a worker process does, for as long as the process lives. `shared` is the memory of its claims. */
export function keepWatch(shared: SharedArrayBuffer): void {
  const claims = new Claims(shared);
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
}
