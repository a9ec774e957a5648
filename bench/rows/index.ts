import type { Row } from '../harness/contest.js';
import { growthRows } from './growth.js';
import { poolRows } from './pools.js';

/** The table, from top to bottom. */
export const rows: readonly Row[] = [...poolRows, ...growthRows];
