import { type Happened, WorkerLostError } from '../../../protocol/errors.js';
import { textOf } from '../../objects/text-of.js';
import type { HostEnd } from './host.js';

/** How a worker ended. */
export interface Ending extends HostEnd {
  /** What messages call it. */
  readonly label: string;
  readonly wasReady: boolean;
  /** Whether it has begun to run a task: that it can do so at all. */
  readonly hasServed: boolean;
}

/**
 * What a task whose worker ended rejects with. `happened` is `no` for a task that had not begun, else `unknown`:
 * nobody can say how far it had come.
 */
export function lost(ending: Ending, when: string, happened: Happened): WorkerLostError {
  const { cause } = ending;
  const why = cause === undefined ? '' : `, because of ${textOf(cause)}`;
  const options = cause === undefined ? {} : { cause };
  return new WorkerLostError(`${ending.label} ${howItEnded(ending)} ${when}${why}`, { happened, ...options });
}

function howItEnded({ exitCode, signal }: HostEnd): string {
  if (signal !== null) return `was ended by ${signal}`;
  if (exitCode === null) return 'could not be started';
  return `ended with exit code ${exitCode}`;
}
