import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { latchSuite } from './suite.js';

describe.each(doors)('a latch $name', (door) => latchSuite(door));
