import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { generatedFiles } from '../../src/daemon/generated.js';

test.for(Object.entries(generatedFiles()))('%s is what `npm run generate` writes', async ([file, text]) => {
  expect(await readFile(file, 'utf8')).toBe(text);
});
