import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { rateLimiterSuite } from './suite.js';

describe.each(doors)('a rate limiter $name', (door) => rateLimiterSuite(door));
