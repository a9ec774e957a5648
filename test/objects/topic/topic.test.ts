import { describe } from 'vitest';
import { doors } from '../../harness/doors.js';
import { modelTests } from './model.js';
import { topicSuite } from './suite.js';

describe.each(doors)('a topic $name', (door) => {
  const test = topicSuite(door);
  modelTests(test);
});
