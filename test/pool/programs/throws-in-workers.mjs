/** A module that only a worker fails to import. */
import { isMainThread } from 'node:worker_threads';
import { task } from 'holdall';

const isWorker = !isMainThread || process.argv[1]?.endsWith('/pool/worker/main.js');
if (isWorker) throw new SyntaxError('this module is not for workers');
export const unreachable = task(import.meta.url, async function unreachable() {});
