import type { FromWorker, ToWorker } from '../messages/messages.js';

export type WorkerKind = 'process' | 'thread';

/** What a worker is started with. */
export interface HostOptions {
  /** The file that it runs. */
  readonly program: string;
  /** Whether the event loops of both sides may stay awake for what the other sends. */
  readonly busyPoll: boolean;
}

/** How what a worker lived in came to its end. */
export interface HostEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The error that ended it, where it could tell, or why it could not be started. */
  readonly cause: unknown;
}

/** What a host tells its owner; never from within a call of the owner's, its constructor included. */
export interface HostEvents {
  onMessage(message: FromWorker): void;
  /** Exactly once, after the last message. */
  onEnd(end: HostEnd): void;
}

/** What a worker lives in: a process or a thread of its own. It keeps nobody alive; see `KeepAlive`. */
export interface WorkerHost {
  /** What messages call the worker: `worker process 4711`, `worker thread 3`. */
  readonly label: string;
  /** `undefined` in a thread, and where no process could be started. */
  readonly pid: number | undefined;
  /** `undefined` for a process. */
  readonly threadId: number | undefined;
  /** Sends it, together with what else is sent in this turn of the event loop. To a worker that is gone, nothing is sent. */
  send(message: ToWorker): void;
  /** Takes an order back, which succeeds if the worker has not begun it. Settles when the worker is gone, too: true. */
  recall(number: number): Promise<boolean>;
  /** Says that an order's task is asked to stop, also to a worker that reads no messages at the time. */
  askToStop(number: number): void;
  /** Ends it: a process by SIGTERM, which a task may handle, and by SIGKILL when that does not do; a thread at once. */
  terminate(): void;
  /** Ends it at once; by SIGTERM, a process whose task handles that may go on. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void;
}
