import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { namespaceSuite } from './suite.js';

describe.each(doors)('a namespace $name', (door) => namespaceSuite(door));
