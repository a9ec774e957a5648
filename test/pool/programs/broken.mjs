/** A task that a worker does not find: only its parent registers it. */
import { isMainThread } from 'node:worker_threads';
import { task } from 'holdall';

const isWorker = !isMainThread || process.argv[1]?.endsWith('/pool/worker/main.js');
export const missing = isWorker ? undefined : task(import.meta.url, async function missing() {});
