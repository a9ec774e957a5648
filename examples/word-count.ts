/** Word count: a pool of processes counts the words of many files, and the program adds up what they found. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isMain, Pool, task } from 'holdall';

const countWords = task(import.meta.url, async function countWords(file: string) {
  const counts = new Map<string, number>();
  for (const [word] of (await readFile(file, 'utf8')).toLowerCase().matchAll(/\p{L}{4,}/gu)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
});

async function textsIn(folder: URL): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.md')).map((name) => fileURLToPath(new URL(name, folder)));
}

if (isMain(import.meta.url)) {
  await using pool = new Pool({ processes: 2 });
  const folders = [new URL('../docs/', import.meta.url), new URL('../protocol/', import.meta.url)];
  const files = (await Promise.all(folders.map(textsIn))).flat();

  const total = new Map<string, number>();
  for (const counts of await pool.map(countWords, files, { progress: { label: '  files' } })) {
    for (const [word, count] of counts) total.set(word, (total.get(word) ?? 0) + count);
  }
  const mostUsed = [...total].sort(([, a], [, b]) => b - a).slice(0, 5);
  console.log(`  ${files.length} files have ${total.size} different words; the most used are`);
  for (const [word, count] of mostUsed) console.log(`  ${String(count).padStart(6)} times ${word}`);
}
