/** Where a task was submitted. Its text is made only when somebody reads it. */
export interface CallSite {
  readonly stack?: string;
}

/**
 * Taking a call stack takes several microseconds, about as long as all else that the program does for a tiny task. So a
 * flood of calls has them taken for as many as this in each span, which is a few percent of the time.
 */
const MOST_TAKEN = 20;
const SPAN_MS = 10;

let taken = 0;
let spanEndsAt = 0;

/** Errors that wait for a call site, until whoever awaits the task hears of them. */
const unsited = new WeakSet<Error>();

/** The present call stack, from the caller of `below` down. */
export function callSite(below: (...args: never) => unknown): CallSite {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, below);
  return site;
}

/** The same, but `undefined` in a flood of calls: see `siteByAwaiting`. */
export function callSiteIfRare(below: (...args: never) => unknown): CallSite | undefined {
  const now = performance.now();
  if (now >= spanEndsAt) {
    spanEndsAt = now + SPAN_MS;
    taken = 0;
  }
  taken += 1;
  return taken > MOST_TAKEN ? undefined : callSite(below);
}

/** Adds to the stack of an error from another process where this one had asked for the task. */
export function addCallSite(thrown: unknown, worker: string, site: CallSite | undefined): void {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return;
  setStack(thrown, `${thrown.stack}\n    --- in ${worker}, for: ---\n${stackFrames(site)}`);
  if (!site) unsited.add(thrown);
}

/**
 * Adds to an error that has no call site where the caller of `below`, an async function, is awaited: V8 knows that when
 * `below` goes on, at no cost before.
 */
export function siteByAwaiting(thrown: unknown, below: (...args: never) => unknown): void {
  if (!(thrown instanceof Error) || !unsited.delete(thrown)) return;
  setStack(thrown, `${thrown.stack}${stackFrames(callSite(below))}`);
}

function stackFrames(site: CallSite | undefined): string {
  const stack = site?.stack ?? '';
  return stack.slice(stack.indexOf('\n') + 1);
}

function setStack(error: Error, value: string): void {
  Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
}
