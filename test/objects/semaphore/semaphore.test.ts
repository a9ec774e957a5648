import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { boundedSemaphoreSuite } from './bounded-suite.js';
import { semaphoreSuite } from './suite.js';
import { unboundedSemaphoreSuite } from './unbounded-suite.js';

describe.each(doors)('a semaphore $name', (door) => semaphoreSuite(door, 'semaphore'));
describe.each(doors)('a semaphore without a bound $name', (door) => unboundedSemaphoreSuite(door));
describe.each(doors)('a bounded semaphore $name', (door) => semaphoreSuite(door, 'boundedSemaphore'));
describe.each(doors)('the bound of a semaphore $name', (door) => boundedSemaphoreSuite(door));
