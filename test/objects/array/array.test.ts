import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { arraySuite } from './suite.js';

describe.each(doors)('an array $name', (door) => arraySuite(door));
