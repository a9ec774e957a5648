import type { Row } from '../harness/contest.js';
import { callRows } from './calls.js';
import { clientRows } from './clients.js';
import { growthRows } from './growth.js';
import { memoryRows } from './memory.js';
import { objectRows } from './objects.js';
import { poolRows } from './pools.js';
import { queueRows } from './queues.js';
import { startRows } from './start.js';

/** The table, from top to bottom. */
export const rows: readonly Row[] = [
  ...callRows,
  ...clientRows,
  ...queueRows,
  ...objectRows,
  ...startRows,
  ...poolRows,
  ...memoryRows,
  ...growthRows,
];
