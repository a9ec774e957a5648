/** What a broker has counted since it was started. PROTOCOL.md, "Statistics". */

/** Times, by how long they were. */
export interface HistogramStatistics {
  /** The upper ends of the buckets, rising; each belongs to its bucket. */
  readonly boundsMs: readonly number[];
  /** How many were in each bucket, and last, how many were longer than all bounds. */
  readonly counts: readonly number[];
  /** All of them together. */
  readonly sumMs: number;
}

/** The calls of one operation. */
export interface CallStatistics {
  /** The name of the shared type; `broker` for the broker itself, `(none)` for calls that named no operation of any. */
  readonly type: string;
  readonly operation: string;
  /**
   * How many ended how: `ok`, with a result; the code of an error of holdall's; `thrown`, with another one that a type of
   * users' threw; `late`, when their time was over and the operation has a
   * result for that, as `false` of `lock.acquire`; `abandoned`, when their session ended while they waited.
   */
  readonly ends: { readonly [end: string]: number };
  /** Those that wait now. */
  readonly waiting: number;
  /**
   * From arrival to end, of those calls that had to wait; the others are answered in the step that they arrive in, whose
   * time `packets` tells. `null` if none had to.
   */
  readonly waits: HistogramStatistics | null;
}

export interface ObjectStatistics {
  readonly type: string;
  /** Objects that there are now. */
  readonly now: number;
  /** Objects that were made. */
  readonly made: number;
}

export interface SessionStatistics {
  readonly now: number;
  /** Of these, those whose connection is lost, and which may still resume. */
  readonly away: number;
  readonly begun: number;
  /**
   * How many ended how: `bye`, by their client; `gone`, with their process; `not resumed`, when their grace was over;
   * `stopped`, with the broker; or the code of the error that the broker ended them with.
   */
  readonly ended: { readonly [end: string]: number };
  /** How many clients were not let in, by the code of the error. */
  readonly refused: { readonly [code: string]: number };
}

/** What the engine counts. */
export interface EngineStatistics {
  /** For each operation that was called, in the order of types and their operations. */
  readonly calls: readonly CallStatistics[];
  /** For each type that the broker knows. */
  readonly objects: readonly ObjectStatistics[];
  /** Sessions begun, and ended by how they ended. */
  readonly begun: number;
  readonly ended: { readonly [end: string]: number };
  readonly sessions: number;
  /** Bytes of answers that clients have not acknowledged. */
  readonly unacknowledgedBytes: number;
}

export interface TrafficStatistics {
  readonly framesIn: number;
  readonly bytesIn: number;
  readonly framesOut: number;
  readonly bytesOut: number;
}

/** The process that the broker runs in, which may be a program that does more. */
export interface ProcessStatistics {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  /** Time of processors that it used, in its own code and in the system's. */
  readonly cpuMs: number;
  /** How long its event loop was not idle. A loop that is kept awake for requests that are near counts as busy. */
  readonly loopActiveMs: number;
  /**
   * How late the event loop was with a timer, looked at some times in a second; `null` before the second look, as this is
   * measured only while somebody asks for it, and for some minutes after.
   */
  readonly loopDelay: HistogramStatistics | null;
}

/** What the shell around an engine counts. */
export interface ShellStatistics {
  /** How long the broker has been there, in milliseconds. */
  readonly upMs: number;
  readonly away: number;
  readonly refused: { readonly [code: string]: number };
  readonly traffic: TrafficStatistics;
  /** What one packet of a client took, with all the calls in it: from its arrival until what answers it was handed to the system. */
  readonly packets: HistogramStatistics;
  readonly process: ProcessStatistics;
}

/** What a broker counted since it was started, and what there is now. */
export interface Statistics extends Omit<ShellStatistics, 'away' | 'refused'> {
  readonly calls: readonly CallStatistics[];
  readonly objects: readonly ObjectStatistics[];
  readonly sessions: SessionStatistics;
  readonly unacknowledgedBytes: number;
}
