/** Uses up its descriptors, and then needs a worker. */
import { closeSync, openSync } from 'node:fs';
import { Pool } from 'holdall';
import * as tasks from './tasks.mjs';

const taken = [];
try {
  for (;;) taken.push(openSync('/dev/null'));
} catch {
  // There are no more.
}
const pool = new Pool({ processes: 1 });
const error = await pool.apply(tasks.add, [1, 2]).catch((reason) => reason);
for (const descriptor of taken) closeSync(descriptor);
console.log(error.cause.code);
console.log(await pool.apply(tasks.add, [1, 2]));
pool.close();
await pool.join();
