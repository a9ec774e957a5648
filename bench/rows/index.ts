import type { Row } from '../harness/contest.js';

/** The table, from top to bottom. */
export const rows: readonly Row[] = [];
