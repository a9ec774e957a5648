import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { attributeTests } from './attributes.js';
import { badInputTests } from './bad-input.js';
import { modelTests } from './model.js';

/** Everything a namespace promises, through one door. */
export function namespaceSuite(door: Door): void {
  const test = testThrough(door);
  attributeTests(test);
  badInputTests(test);
  modelTests(test);
}
