import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { eventSuite } from './suite.js';

describe.each(doors)('an event $name', (door) => eventSuite(door));
