import type { Row } from '../harness/contest.js';
import { callRows } from './calls.js';
import { growthRows } from './growth.js';
import { poolRows } from './pools.js';

/** The table, from top to bottom. */
export const rows: readonly Row[] = [...callRows, ...poolRows, ...growthRows];
