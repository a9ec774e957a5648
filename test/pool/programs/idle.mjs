/** node idle.mjs process|thread: uses a pool, and forgets to close it. */
import { Pool } from 'holdall';
import { add } from './tasks.mjs';

const pool = new Pool({ processes: 2, kind: process.argv[2] });
console.log(await pool.apply(add, [1, 2]));
