/** The errors by which the staff settles what it was given to do. */
import { type Happened, PoolTerminatedError, TimeoutError, WorkerLostError } from '../../../protocol/errors.js';
import { textOf } from '../../objects/text-of.js';
import type { Ending } from './ending.js';
import type { HostEnd } from './host.js';
import type { Job } from './job.js';

/** A task ran for longer than it may. */
export function timedOut(job: Job, timeoutMs: number): TimeoutError {
  const message = `${job.description} was not done within ${timeoutMs} ms, and was stopped`;
  return new TimeoutError(message, { happened: 'unknown' });
}

/** A task was not done when its pool was terminated. */
export function terminated({ name, state }: Job): PoolTerminatedError {
  const what = {
    waiting: 'was not started',
    sent: 'may have run',
    begun: 'was ended while it ran',
    settled: 'is over',
  };
  return new PoolTerminatedError(`the pool was terminated: task ${name} ${what[state]}`, {
    happened: state === 'waiting' ? 'no' : 'unknown',
  });
}

/** Something was not done, as a map, when its pool was terminated; or it is asked for afterwards. */
export function terminatedPool(): PoolTerminatedError {
  return new PoolTerminatedError('the pool was terminated before this was done');
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
