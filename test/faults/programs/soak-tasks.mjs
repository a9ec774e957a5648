/** What the soak of the pool runs in workers. Each run leaves a line in a file of its worker, at once. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { currentTask, task } from 'holdall';

function note({ id, directory }) {
  appendFileSync(join(directory, `${process.pid}-${threadId}`), `${id} ${currentTask().attempt}\n`);
}

/** A piece of work: takes its time, counts itself in the broker where it is given a counter, and may throw. */
export const work = task(import.meta.url, async function work(piece) {
  note(piece);
  if (piece.ms > 0) await setTimeout(piece.ms);
  await piece.counter?.increment();
  if (piece.throws) throw new RangeError(`piece ${piece.id}`);
  return piece.id;
});

/** Ends its worker while it runs, or just after it. */
export const die = task(import.meta.url, async function die(piece) {
  note(piece);
  if (piece.isAnswered) setImmediate(() => process.exit(9));
  else process.exit(9);
  return piece.id;
});
