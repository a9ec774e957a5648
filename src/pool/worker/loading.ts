import { StateError, UnknownTaskError } from '../../../protocol/errors.js';
import { textOf } from '../../objects/text-of.js';
import { registeredTask, type TaskIdentity, tasksNamed } from '../tasks/task.js';
import { importAsProgram } from './import.js';

export type TaskFunction = (...args: unknown[]) => unknown;

/** The module that this worker is importing at the moment, to find a task in it. */
let loading: string | undefined;

/** The tasks that a worker was told of, by number, and their functions. */
export class TaskLibrary {
  readonly #namesSuffice: boolean;
  readonly #identities = new Map<number, TaskIdentity>();
  readonly #functions = new Map<number, TaskFunction>();

  /**
   * `namesSuffice`: a task is also found by its name alone. A bundle has the tasks of many modules, and its worker file
   * has them under another URL than its program.
   */
  constructor(namesSuffice: boolean) {
    this.#namesSuffice = namesSuffice;
  }

  add(number: number, { module, name }: TaskIdentity): void {
    this.#identities.set(number, { module, name });
  }

  /** What messages call the task. */
  nameOf(number: number): string {
    return this.#identities.get(number)?.name ?? `number ${number}`;
  }

  /** The task's function, once it was loaded. */
  loaded(number: number): TaskFunction | undefined {
    return this.#functions.get(number);
  }

  /**
   * The task's function, after its module was imported. Rejects with `UnknownTaskError`, with the module's own error as its
   * cause.
   */
  async load(number: number): Promise<TaskFunction> {
    const identity = this.#identities.get(number);
    if (!identity) throw new UnknownTaskError(`this worker was never told of task ${number}`);
    const run = this.#found(identity) ?? (await imported(identity));
    this.#functions.set(number, run);
    return run;
  }

  #found(identity: TaskIdentity): TaskFunction | undefined {
    const registered = registeredTask(identity);
    if (registered || !this.#namesSuffice) return registered;
    const [named, another] = tasksNamed(identity.name);
    if (!another) return named;
    throw new UnknownTaskError(
      `the worker file has several tasks named ${identity.name}, and none of ${identity.module}: give each its own name`,
    );
  }
}

async function imported(identity: TaskIdentity): Promise<TaskFunction> {
  const { module, name } = identity;
  await importModule(identity);
  const run = registeredTask(identity);
  if (run) return run;
  throw new UnknownTaskError(
    `${module} registers no task ${name} when a worker imports it: call task() at its top level, outside of any isMain()`,
  );
}

async function importModule({ module, name }: TaskIdentity): Promise<void> {
  loading = module;
  try {
    const { default: exported } = await importAsProgram(module);
    if (!registeredTask({ module, name })) await promisesIn(exported);
  } catch (cause) {
    throw new UnknownTaskError(`task ${name}: a worker could not import ${module}: ${textOf(cause)}`, { cause });
  } finally {
    loading = undefined;
  }
}

/**
 * A CommonJS module that must `import('holdall')` has its tasks later than its importers have it. What
 * such a module exports is a promise, or has promises in it, of what comes after that.
 */
async function promisesIn(exported: unknown): Promise<void> {
  if (typeof exported !== 'object' || exported === null) return;
  const parts: unknown[] = [exported, ...Object.values(exported)];
  await Promise.all(parts.filter((part) => part instanceof Promise));
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
