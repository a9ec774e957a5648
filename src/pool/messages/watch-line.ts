import type { Socket } from 'node:net';
import { type Deferred, defer } from '../deferred.js';

/**
 * The second pipe between a program and the process of a worker. At the worker's end a thread listens that the task
 * cannot keep busy. Each record is an operation, one byte, and the number of an order, u32 in little endian.
 */
export const WATCH_LINE = 4;

export const watchOperation = {
  /** To the worker: take the order back. Answered by `recalled` or `tooLate`. */
  recall: 1,
  /** To the worker: the order's task is asked to stop. */
  askToStop: 2,
  recalled: 3,
  tooLate: 4,
} as const;

/** What the watch is started with: the memory of the worker's claims. */
export interface WatchData {
  readonly holdall: { readonly watch: SharedArrayBuffer };
}

const RECORD_BYTES = 5;

export function watchRecord(operation: number, number: number): Uint8Array {
  const record = new DataView(new ArrayBuffer(RECORD_BYTES));
  record.setUint8(0, operation);
  record.setUint32(1, number, true);
  return new Uint8Array(record.buffer);
}

/** Calls `onRecord` for each record that comes through the socket, in whatever pieces. */
export function onWatchRecords(socket: Socket, onRecord: (operation: number, number: number) => void): void {
  let rest: Uint8Array = new Uint8Array(0);
  socket.on('data', (chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    for (; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES)
      onRecord(view.getUint8(at), view.getUint32(at + 1, true));
    rest = bytes.subarray(at);
  });
}

export interface WatchLineEvents {
  /** Something came that no watch says: a task wrote to its descriptor. No answer can be told from it any more. */
  onNonsense(): void;
  /** There will be no more answers: the worker ends, or a task closed its descriptor. */
  onClose(): void;
}

function isAnswer(operation: number): boolean {
  return operation === watchOperation.recalled || operation === watchOperation.tooLate;
}

/** The program's end of it. */
export class WatchLine {
  readonly #socket: Socket;
  readonly #recalls = new Map<number, Deferred<boolean>>();
  #isClosed = false;

  constructor(socket: Socket, { onNonsense, onClose }: WatchLineEvents) {
    this.#socket = socket;
    // Writing to a worker that is gone fails with EPIPE; its exit tells more.
    socket.on('error', () => {});
    socket.once('close', onClose);
    onWatchRecords(socket, (operation, number) => {
      const recall = this.#recalls.get(number);
      if (!recall || !isAnswer(operation)) return onNonsense();
      this.#recalls.delete(number);
      recall.resolve(operation === watchOperation.recalled);
    });
  }

  /** Whether the order belongs to the program again. So it does when the worker has ended. */
  recall(number: number): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(true);
    const asked = this.#recalls.get(number);
    if (asked) return asked.promise;
    const recall = defer<boolean>();
    this.#recalls.set(number, recall);
    this.#socket.write(watchRecord(watchOperation.recall, number));
    return recall.promise;
  }

  askToStop(number: number): void {
    this.#socket.write(watchRecord(watchOperation.askToStop, number));
  }

  /** The worker is gone: it has what it began, and nothing else. */
  close(): void {
    this.#isClosed = true;
    for (const recall of this.#recalls.values()) recall.resolve(true);
    this.#recalls.clear();
  }
}
