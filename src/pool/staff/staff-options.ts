import type { TaskCall } from '../task-call.js';
import type { HostEvents, WorkerHost, WorkerKind } from './host.js';

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
