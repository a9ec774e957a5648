/**
 * Where the programs are that holdall starts as processes and threads of their own. Only this file knows: the package is
 * bundled (scripts/build.mjs), and what is not beside it there has moved.
 */
export const programs = {
  /** The broker of `Manager.start()`. */
  broker: new URL('./daemon/private.js', import.meta.url),
  /** What a pool's worker runs, be it a process or a thread. */
  worker: new URL('./pool/worker/main.js', import.meta.url),
  /** The watch of a worker process, a thread. */
  watch: new URL('./pool/worker/watch.js', import.meta.url),
};
