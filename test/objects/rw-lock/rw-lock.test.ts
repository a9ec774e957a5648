import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { rwLockSuite } from './suite.js';

describe.each(doors)('an rwLock $name', (door) => rwLockSuite(door));
