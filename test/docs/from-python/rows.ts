import { readFile } from 'node:fs/promises';
import type { Manager } from 'holdall';

/** Shows that a row is true. The manager is the test's own; others can be had of `another`. */
export type Check = (manager: Manager, another: () => Promise<Manager>) => Promise<unknown>;

/** By the name in a row's first column, without its arguments: `Queue.put`. */
export type Checks = Readonly<Record<string, Check>>;

/** The names in the first columns of the tables in docs/from-python.md. */
export async function rowNames(): Promise<string[]> {
  const page = await readFile(new URL('../../../docs/from-python.md', import.meta.url), 'utf8');
  return [...page.matchAll(/^\| `([^`(]+)[^`]*` \|/gm)].map(([, name]) => name as string);
}
