import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { algebraTests } from './algebra.js';
import { memberTests } from './members.js';
import { modelTests } from './model.js';
import { refusalTests } from './refusals.js';

/** Everything a set promises, through one door. */
export function setSuite(door: Door): void {
  const test = testThrough(door);
  memberTests(test);
  algebraTests(test);
  refusalTests(test);
  modelTests(test);
}
