import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { changeTests } from './changes.js';
import { modelTests } from './model.js';
import { typecodeTests } from './typecodes.js';
import { updateTests } from './update.js';

/** Everything a value promises, through one door. */
export function valueSuite(door: Door): void {
  const test = testThrough(door);
  changeTests(test);
  typecodeTests(test);
  updateTests(test);
  modelTests(test);
}
