import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { subscriptionSuite } from './suite.js';

describe.each(doors)('a subscription $name', (door) => subscriptionSuite(door));
