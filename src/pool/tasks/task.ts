import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ArgumentError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import { sharedByCopies } from '../shared-by-copies.js';

declare const registered: unique symbol;

type AnyFunction = (...args: never) => unknown;

/** A function that pools and processes can run: what `task` returned. Calling it runs it here, as any function. */
export type Task<Run extends AnyFunction = AnyFunction> = Run & { readonly [registered]: true };

/** How another process finds a task: the module that registers it, by URL, and its name there. */
export interface TaskIdentity {
  readonly module: string;
  readonly name: string;
}

/** A task's arguments, a list that may be left out where the task can be called without any, and options after it. */
export type ArgsThen<Args extends readonly unknown[], Options> = [] extends Args
  ? [args?: Readonly<Args>, options?: Options]
  : [args: Readonly<Args>, options?: Options];

/** All tasks of this process. */
interface Registry {
  readonly identities: WeakMap<AnyFunction, TaskIdentity>;
  /** By the URL of the module, and then by name. */
  readonly modules: Map<string, Map<string, AnyFunction>>;
}

// A task that one copy of holdall was told of is a task for the others too: the worker's own copy has to find it.
const { identities, modules } = sharedByCopies<Registry>('tasks', () => ({
  identities: new WeakMap(),
  modules: new Map(),
}));

/**
 * Registers a function as a task and returns the same function. Call it at the top level of a module, with the module's
 * `import.meta.url`, or with `__filename` in CommonJS: a worker imports that module and takes the function of this name
 * from it, so the name must be the function's own, and no other task of the module may have it. As in Python's
 * `multiprocessing`, functions travel by name, never as code. Throws `ArgumentError` for what cannot be found in that way.
 */
export function task<Run extends AnyFunction>(module: string, run: Run): Task<Run> {
  const moduleUrl = urlOf(module);
  const name = nameOf(run);
  const tasks = modules.get(moduleUrl) ?? new Map<string, AnyFunction>();
  if (tasks.has(name)) {
    throw new ArgumentError(`${moduleUrl} has a task named ${name} already: give the second one another name`);
  }
  modules.set(moduleUrl, tasks.set(name, run));
  identities.set(run, { module: moduleUrl, name });
  return run as Task<Run>;
}

/** Where other processes find this task. Throws `ArgumentError` for anything that `task` did not return. */
export function identityOf(run: unknown): TaskIdentity {
  const identity = typeof run === 'function' ? identities.get(run as AnyFunction) : undefined;
  if (identity) return identity;
  if (run instanceof Promise) {
    throw new ArgumentError(
      'a promise is not a task: pass on the task itself, without calling it, and its arguments after it',
    );
  }
  throw new ArgumentError(
    `${called(run)} is not a task: register it with task(import.meta.url, …) and pass on what task returned`,
  );
}

/** What messages call it, also where it is no task. */
export function nameInMessages(run: unknown): string {
  return identities.get(run as AnyFunction)?.name ?? called(run);
}

/** The task of this identity, if this process has imported its module. */
export function registeredTask({ module, name }: TaskIdentity): ((...args: unknown[]) => unknown) | undefined {
  return modules.get(module)?.get(name) as ((...args: unknown[]) => unknown) | undefined;
}

/** The tasks of this name, of whatever module. */
export function tasksNamed(name: string): ((...args: unknown[]) => unknown)[] {
  const named = [...modules.values()].flatMap((tasks) => tasks.get(name) ?? []);
  return named as ((...args: unknown[]) => unknown)[];
}

function nameOf(run: unknown): string {
  if (typeof run !== 'function') throw new ArgumentError(`task takes a function; got ${describe(run)}`);
  if (run.name !== '') return run.name;
  throw new ArgumentError(
    'task needs a function with a name, for workers to find it by: write task(import.meta.url, async function resize() { … })',
  );
}

function called(run: unknown): string {
  return typeof run === 'function' ? `the function ${run.name || '(anonymous)'}` : describe(run);
}

function urlOf(module: unknown): string {
  if (typeof module === 'string') {
    if (isAbsolute(module)) return pathToFileURL(module).href;
    const protocol = URL.canParse(module) ? new URL(module).protocol : undefined;
    if (protocol === 'file:' || protocol === 'data:') return module;
  }
  throw new ArgumentError(
    'task takes import.meta.url first, the file: or data: URL of the module it is called in, or __filename; got ' +
      describe(module),
  );
}
