/** A module that only a worker fails to import. */
import { task } from 'holdall';

if (process.argv[1]?.endsWith('/pool/worker/main.js')) throw new SyntaxError('this module is not for workers');
export const unreachable = task(import.meta.url, async function unreachable() {});
