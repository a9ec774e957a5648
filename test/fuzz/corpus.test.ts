import { expect, test } from 'vitest';
import { corpus } from './corpus.js';
import { run } from './rig.js';

test.each(corpus)('%s does no harm', (_, wanted) => {
  expect(wanted.about).toBeTruthy();
  expect(run(wanted).violation).toBeUndefined();
});

test('each case of the corpus is answered in its own way, and none goes unread', () => {
  for (const [file, wanted] of corpus) expect([file, run(wanted).features.size > 0]).toEqual([file, true]);
});
