/** Leaves its pool alone in one of several ways, and tells when it ends. */
import { Pool } from 'holdall';
import { place, waitUntil } from './controls.mjs';

const [how, kind, log, gate] = process.argv.slice(2);
const pool = new Pool({ processes: 2, kind });
process.on('exit', () => console.log('the program ends'));
if (how === 'idle') await pool.warmUp();
if (how === 'recycled') await new Pool({ processes: 1, kind, maxTasksPerChild: 1 }).apply(place);
if (how === 'busy' || how === 'closed') {
  void pool.apply(waitUntil, [log, 'begun', gate]).then((text) => console.log(text));
}
if (how === 'closed') {
  void pool.map(place, [1, 2, 3]).then((places) => console.log(places.length));
  pool.close();
}
