import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { lockSuite } from './suite.js';

describe.each(doors)('a lock $name', (door) => lockSuite(door));
