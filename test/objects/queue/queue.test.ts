import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { queueSuite } from './suite.js';

describe.each(doors)('a queue $name', (door) => queueSuite(door));
