/** A main module that starts work without asking isMain. */
import { Pool, task } from 'holdall';

const hello = task(import.meta.url, async function hello() {
  return 'hello';
});

const pool = new Pool({ processes: 1 });
console.log(await pool.apply(hello));
