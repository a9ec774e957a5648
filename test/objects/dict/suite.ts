import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { atomicTests } from './atomic.js';
import { entryTests } from './entries.js';
import { fenceTests } from './fences.js';
import { keyTests } from './keys.js';
import { modelTests } from './model.js';
import { nestedTests } from './nested.js';
import { pageTests } from './pages.js';
import { timeTests } from './times.js';

/** Everything a dict promises, through one door. */
export function dictSuite(door: Door): void {
  const test = testThrough(door);
  entryTests(test);
  keyTests(test);
  atomicTests(test);
  nestedTests(test);
  timeTests(test);
  pageTests(test);
  fenceTests(test);
  modelTests(test);
}
