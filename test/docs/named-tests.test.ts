/** Where a page says that a test proves something, there is that test. */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A link to a file of tests, and the names of tests that may follow: [dead-clients](test/…): "while it waits", "at a barrier". */
const PROOF = /\[[^\]]+\]\((?<file>(?:\.\.\/)?test\/[^)\s]*\.ts)\)(?<names>:(?: "[^"]+",?)+)?/g;

interface Proof {
  readonly file: string;
  readonly name: string;
}

async function proofsOf(page: string): Promise<Proof[]> {
  const text = await readFile(join(repository, page), 'utf8');
  return [...text.matchAll(PROOF)].flatMap(({ groups }) => {
    const file = relative(repository, join(repository, dirname(page), groups?.['file'] as string));
    const names = [...(groups?.['names'] ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name as string);
    return names.length > 0 ? names.map((name) => ({ file, name })) : [{ file, name: '' }];
  });
}

describe.each(['README.md', 'docs/guarantees.md', 'docs/security.md'])('%s', async (page) => {
  const proofs = await proofsOf(page);

  test('names tests', () => expect(proofs.length).toBeGreaterThan(10));

  test.each(proofs)('names "$name" in $file, which is there', async ({ file, name }) => {
    expect(await readFile(join(repository, file), 'utf8')).toContain(name);
  });
});
