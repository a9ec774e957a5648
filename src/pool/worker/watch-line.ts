/** The line to a worker's watch: records of one length, each an operation, u8, and the number of an order, u32 LE. */
export const watchLine = {
  descriptor: 4,
  recordBytes: 5,
  /** To the worker: the order is taken back. Answered by `recalled` or `tooLate`. */
  recall: 1,
  /** To the worker: the task of this order is asked to stop. */
  askToStop: 2,
  /** From the worker: the order will not run. */
  recalled: 1,
  /** From the worker: it has taken the order. */
  tooLate: 0,
} as const;

/** What the watch is started with. */
export interface WatchData {
  readonly claims: SharedArrayBuffer;
}
