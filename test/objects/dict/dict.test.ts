import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { dictSuite } from './suite.js';

describe.each(doors)('a dict $name', (door) => dictSuite(door));
