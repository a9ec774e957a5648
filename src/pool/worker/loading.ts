import { StateError, UnknownTaskError } from '../../protocol/errors.js';
import { textOf } from '../objects/text-of.js';
import { registeredTask, type TaskIdentity } from './task.js';

/** The module that this worker is importing at the moment, to find a task in it. */
let loading: string | undefined;

/** The task's function, after its module was imported. Rejects with `UnknownTaskError`, the module's own error its cause. */
export async function loadTask(identity: TaskIdentity): Promise<(...args: unknown[]) => unknown> {
  const { module, name } = identity;
  const known = registeredTask(identity);
  if (known) return known;
  await importModule(identity);
  const run = registeredTask(identity);
  if (run) return run;
  throw new UnknownTaskError(
    `${module} registers no task ${name} when a worker imports it: call task() at its top level, outside of any isMain(). ` +
      'If it does so, it has a copy of holdall of its own: that happens where "type": "module" is missing in package.json',
  );
}

async function importModule({ module, name }: TaskIdentity): Promise<void> {
  loading = module;
  try {
    await import(module);
  } catch (cause) {
    throw new UnknownTaskError(`task ${name}: a worker could not import ${module}: ${textOf(cause)}`, { cause });
  } finally {
    loading = undefined;
  }
}

/**
 * Throws `StateError` while a worker imports a module. A main module that starts work without asking `isMain` would
 * start it again in each worker, whose workers would start it again. Python refuses it for the same reason.
 */
export function checkNotLoading(what: string): void {
  if (loading === undefined) return;
  throw new StateError(
    `${what} while a worker imports ${loading}: put what only the program itself must do behind if (isMain(import.meta.url))`,
  );
}
