/** `threads-first address authkey`: a program whose threads use a broker, and which does not do so itself. */
import { Pool } from 'holdall';
import { libzmqWithBroker } from './thread-tasks.mjs';

const pool = new Pool({ processes: 1, kind: 'thread' });
console.log(await pool.apply(libzmqWithBroker, process.argv.slice(2)));
