import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { listSuite } from './suite.js';

describe.each(doors)('a list $name', (door) => listSuite(door));
