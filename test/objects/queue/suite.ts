import type { Door } from '../../harness/doors.js';
import { testThrough } from '../../harness/house.js';
import { deadLetterTests } from './dead-letters.js';
import { deliveryTests } from './deliveries.js';
import { itemTests } from './items.js';
import { optionTests } from './options.js';
import { shutdownTests } from './shutdown.js';
import { termTests } from './terms.js';
import { waitingTests } from './waiting.js';

/** Everything a queue promises, through one door. */
export function queueSuite(door: Door): void {
  const test = testThrough(door);
  optionTests(test);
  itemTests(test);
  waitingTests(test);
  shutdownTests(test);
  termTests(test);
  deliveryTests(test);
  deadLetterTests(test);
}
