import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { itemTests } from './items.js';
import { optionTests } from './options.js';
import { shutdownTests } from './shutdown.js';
import { waitingTests } from './waiting.js';

/** Everything a queue promises, through one door. */
export function queueSuite(door: Door): void {
  const test = testThrough(door);
  optionTests(test);
  itemTests(test);
  waitingTests(test);
  shutdownTests(test);
}
