import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { ArgumentError } from '../../protocol/errors.js';
import { describe } from '../objects/describe.js';
import { ownRole } from './worker/role.js';

/**
 * Whether this module is the program that was started: `if (isMain(import.meta.url)) { … }`, or `isMain(__filename)` in
 * CommonJS, as Python's `if __name__ == '__main__'`. Workers import the module of a task, which may be the main module;
 * what only the program itself must do goes behind this guard. False in workers and in threads.
 */
export function isMain(module: string): boolean {
  if (typeof module !== 'string') {
    throw new ArgumentError(`isMain takes import.meta.url, or __filename in CommonJS; got ${describe(module)}`);
  }
  const entry = process.argv[1];
  const path = pathOf(module);
  // A worker file of a user's is what its process was started with, and is no main module all the same.
  if (!isMainThread || ownRole() !== undefined || entry === undefined || path === undefined) return false;
  const own = realPathOf(path);
  return own !== undefined && (own === realPathOf(entry) || own === programOf(entry));
}

function pathOf(module: string): string | undefined {
  if (isAbsolute(module)) return module;
  return module.startsWith('file:') ? fileURLToPath(module) : undefined;
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
