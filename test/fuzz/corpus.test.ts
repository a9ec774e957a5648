import { expect, test } from 'vitest';
import { corpus } from './corpus.js';
import { run } from './rig.js';

test.each(corpus)('%s is read and answered, and does no harm', (_, wanted) => {
  expect(wanted.about).toBeTruthy();
  const { violation, features } = run(wanted);
  expect(violation).toBeUndefined();
  expect(features.size).toBeGreaterThan(0);
});
