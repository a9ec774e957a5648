import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { barrierSuite } from './suite.js';

describe.each(doors)('a barrier $name', (door) => barrierSuite(door));
