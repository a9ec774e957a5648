import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { valueSuite } from './suite.js';

describe.each(doors)('a value $name', (door) => valueSuite(door));
