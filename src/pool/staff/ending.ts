import type { HostEnd } from './host.js';

/** How a worker ended. */
export interface Ending extends HostEnd {
  /** What messages call it. */
  readonly label: string;
  readonly wasReady: boolean;
  /** Whether it has begun to run a task: that it can do so at all. */
  readonly hasServed: boolean;
}
