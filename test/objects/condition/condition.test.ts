import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { conditionRunTests } from './runs.js';
import { conditionSuite } from './suite.js';

describe.each(doors)('a condition $name', (door) => conditionSuite(door));
describe('a run of a condition', () => conditionRunTests());
