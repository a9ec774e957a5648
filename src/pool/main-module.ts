import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/**
 * Whether this module is the program that was started: `if (isMain(import.meta.url)) { … }`, as Python's
 * `if __name__ == '__main__'`. Workers import the module of a task, which may be the main module; what only the program
 * itself must do goes behind this guard. False in workers and in threads.
 */
export function isMain(moduleUrl: string): boolean {
  const entry = process.argv[1];
  if (!isMainThread || entry === undefined || !moduleUrl.startsWith('file:')) return false;
  const own = realPathOf(fileURLToPath(moduleUrl));
  return own !== undefined && (own === realPathOf(entry) || own === programOf(entry));
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** What Node starts for this path: `node dist/main` and `node .` leave it to Node to find the file. */
function programOf(entry: string): string | undefined {
  try {
    return realPathOf(createRequire(resolve('start')).resolve(resolve(entry)));
  } catch {
    return undefined;
  }
}
