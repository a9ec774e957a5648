import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { setSuite } from './suite.js';

describe.each(doors)('a set $name', (door) => setSuite(door));
