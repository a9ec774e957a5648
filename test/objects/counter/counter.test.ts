import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { counterSuite } from './suite.js';

describe.each(doors)('a counter $name', (door) => counterSuite(door));
