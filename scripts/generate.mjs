// Writes the files that are made from tables in the source: `npm run generate`. test/daemon/generated.test.ts holds them equal.
import { writeFile } from 'node:fs/promises';
import { generatedFiles } from '../src/daemon/generated.ts';

for (const [file, text] of Object.entries(generatedFiles())) {
  await writeFile(new URL(`../${file}`, import.meta.url), text);
  console.log(`${file} written`);
}
