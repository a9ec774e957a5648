import type { TaskCall } from '../tasks/task-call.js';
import type { HostEvents, WorkerHost, WorkerKind } from './host.js';

/**
 * How long a worker may take until it is ready when nobody says, in milliseconds. What it loads first, as a compiler for
 * TypeScript, takes seconds on a busy machine; what takes longer than this never ends.
 */
export const START_TIMEOUT_MS = 30_000;

/** What the options of a pool come to. Where a limit is `undefined`, there is none. */
export interface StaffOptions {
  readonly size: number;
  readonly kind: WorkerKind;
  readonly makeHost: (events: HostEvents) => WorkerHost;
  readonly initializer: TaskCall | undefined;
  readonly maxTasksPerChild: number | undefined;
  readonly maxMemoryBytes: number | undefined;
  readonly taskTimeoutMs: number | undefined;
  readonly retries: number;
  readonly stopGraceMs: number;
  readonly startTimeoutMs: number;
}
