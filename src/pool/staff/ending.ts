import { type Happened, WorkerLostError } from '../../protocol/errors.js';
import { textOf } from '../objects/text-of.js';

/** How a worker process ended. */
export interface Ending {
  /** `undefined` if it could not even be started. */
  readonly pid: number | undefined;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly wasReady: boolean;
  /** The error that ended it, where it could tell, or why it could not be started. */
  readonly cause: unknown;
}

/**
 * What a task whose worker ended rejects with. `happened` is `no` for a task that was never sent to it, else `unknown`:
 * nobody can say how far it had come.
 */
export function lost({ pid, exitCode, signal, cause }: Ending, when: string, happened: Happened): WorkerLostError {
  const how = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`;
  const which = pid === undefined ? 'a worker process could not be started' : `worker process ${pid} ${how}`;
  const why = cause === undefined ? '' : `, because of ${textOf(cause)}`;
  const options = cause === undefined ? {} : { cause };
  return new WorkerLostError(`${which} ${when}${why}`, { happened, ...options });
}
