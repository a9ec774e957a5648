/** Where a task was submitted. Its text is made only when somebody reads it. */
export interface CallSite {
  readonly stack?: string;
}

/** The present call stack, from the caller of `below` down. */
export function callSite(below: (...args: never) => unknown): CallSite {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, below);
  return site;
}

/** Adds to the stack of an error from another process where this one had asked for the task. */
export function addCallSite(thrown: unknown, worker: string, { stack = '' }: CallSite): void {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return;
  const frames = stack.slice(stack.indexOf('\n') + 1);
  const value = `${thrown.stack}\n    --- in ${worker}, for: ---\n${frames}`;
  Object.defineProperty(thrown, 'stack', { value, configurable: true, writable: true });
}
