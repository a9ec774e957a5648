import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { badInputTests } from './bad-input.js';
import { elementTests } from './elements.js';
import { modelTests } from './model.js';
import { openingTests } from './opening.js';

/** Everything an array promises, through one door. */
export function arraySuite(door: Door): void {
  const test = testThrough(door);
  openingTests(test);
  elementTests(test);
  badInputTests(test);
  modelTests(test);
}
