import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { modelTests } from './model.js';
import { orderTests } from './order.js';
import { referenceTests } from './references.js';
import { refusalTests } from './refusals.js';
import { searchTests } from './searching.js';
import { sliceTests } from './slices.js';
import { valueTests } from './values.js';

/** Everything a list promises, through one door. */
export function listSuite(door: Door): void {
  const test = testThrough(door);
  valueTests(test);
  sliceTests(test);
  searchTests(test);
  orderTests(test);
  referenceTests(test);
  refusalTests(test);
  modelTests(test);
}
