import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { runTests } from './runs.js';
import { rLockSuite } from './suite.js';

describe.each(doors)('a reentrant lock $name', (door) => rLockSuite(door));
describe('a run of a reentrant lock', () => runTests());
