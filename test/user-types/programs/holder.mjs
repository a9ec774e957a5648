/** Takes a number, waits for another one, says so, and is killed then. */
import { Manager } from 'holdall';
import { numbers } from './types.mjs';

const manager = await Manager.connect(process.argv[2]);
const pool = manager.open(numbers, 'pool', [7]);
await pool.take();
void pool.take();
await manager.ping();
console.log('waiting');
