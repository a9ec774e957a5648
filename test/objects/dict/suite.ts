import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { entryTests } from './entries.js';
import { fenceTests } from './fences.js';
import { keyTests } from './keys.js';
import { modelTests } from './model.js';

/** Everything a dict promises, through one door. */
export function dictSuite(door: Door): void {
  const test = testThrough(door);
  entryTests(test);
  keyTests(test);
  fenceTests(test);
  modelTests(test);
}
