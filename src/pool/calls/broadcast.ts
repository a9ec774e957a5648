import type { Submitter, TaskOptions } from '../tasks/submission.js';
import { checkTaskOptions } from './option-checks.js';
import { packArguments, type TaskCaller, type Underway } from './task-caller.js';
import { TaskGroup } from './task-group.js';

/**
 * Begins a task once in each worker of the pool: `Pool.broadcast`. The results are in the order of the workers' places.
 * Rejects with the first error in time, when all are done. What arguments give away by `transfer` is copied: it could go
 * to one of the workers only.
 */
export function startBroadcast(
  pool: Submitter,
  caller: TaskCaller,
  args: readonly unknown[] = [],
  options: TaskOptions = {},
): Underway<unknown[]> {
  caller.check();
  checkTaskOptions(options, 'broadcast');
  const packed = packArguments(caller, args, () => []);
  const group = new TaskGroup();
  const results: unknown[] = new Array(pool.size);
  for (let place = 0; place < pool.size; place++) {
    const submitted = pool.submit({ call: caller.call(packed), form: 'call', options, place });
    group.add(submitted, (result) => {
      results[place] = result;
    });
  }
  group.seal();
  return { promise: group.over.then(() => results), abort: (reason) => group.abort(reason) };
}
