/** A module that workers fail to import. */
import { task } from 'holdall';

if (!globalThis.isTheProgram) throw new SyntaxError('not here');
export const elsewhere = task(import.meta.url, async function elsewhere() {});
