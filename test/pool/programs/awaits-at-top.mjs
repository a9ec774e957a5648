/** A module whose tasks are there after something else was. */
import { setImmediate } from 'node:timers/promises';
import { task } from 'holdall';

await setImmediate();
export const late = task(import.meta.url, async function late() {
  return 'late';
});
