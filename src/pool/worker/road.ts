import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { busyPoll, neverBusy } from '../../busy-poll.js';
import { FRAMES_DESCRIPTOR, FrameReader, type Shipment } from '../messages/frames.js';
import type { ToWorker } from '../messages/messages.js';
import { ThreadLane } from '../messages/thread-lane.js';
import type { ThreadEquipment } from './role.js';

/** How frames leave a worker. They come in by what the road was made with. It ends the worker when the parent is gone. */
export interface Road {
  /** Whether the other end is in this process: then memory can be given away, and be shared. */
  readonly isBetweenThreads: boolean;
  /** Gives `undefined` if these and all earlier bytes have left the worker for good, else a promise of it. */
  post(shipment: Shipment): Promise<void> | undefined;
  /** The same, where that costs less if the program need not hear of it before `call`, or before what is posted next. */
  postQuietly(shipment: Shipment): Promise<void> | undefined;
  /** Has the program hear what was posted. */
  call(): void;
}

/** A process's road: a socket that it was born with. */
export function socketRoad(mayPoll: boolean, onMessage: (message: ToWorker) => void): Road {
  const socket = new Socket({ fd: FRAMES_DESCRIPTOR, readable: true, writable: true });
  const reader = new FrameReader<ToWorker>(onMessage);
  const polling = mayPoll ? busyPoll : neverBusy;
  socket.on('data', (bytes) => {
    polling.arrived();
    reader.read(bytes);
  });
  const leave = () => process.exit();
  socket.on('end', leave).on('error', leave).on('close', leave);
  const post = ({ bytes }: Shipment) => {
    const rest = socket.writableLength === 0 ? writeAtOnce(bytes) : bytes;
    polling.expect();
    if (rest.length === 0) return undefined;
    return new Promise<void>((resolve) => {
      socket.write(rest, () => resolve());
    });
  };
  return { isBetweenThreads: false, post, postQuietly: post, call() {} };
}

/**
 * Writes to the kernel, and gives what it had no room for. Each tiny task has a write of its own, around which a stream does
 * more work than the task. What goes wrong, the stream finds too.
 */
function writeAtOnce(bytes: Uint8Array): Uint8Array {
  try {
    return bytes.subarray(writeSync(FRAMES_DESCRIPTOR, bytes));
  } catch {
    return bytes;
  }
}

/** A thread's road. */
export function portRoad(
  { port, lane, busyPoll: mayPoll }: ThreadEquipment,
  onMessage: (message: ToWorker) => void,
): Road {
  const reader = new FrameReader<ToWorker>(onMessage);
  const ends = { incoming: lane.toWorker, outgoing: lane.toProgram, polling: mayPoll ? busyPoll : neverBusy };
  const ownEnd = new ThreadLane(port, ends, (bytes, carried) => reader.read(bytes, carried));
  // Ends this thread only.
  port.on('close', () => process.exit());
  return {
    isBetweenThreads: true,
    post: (shipment) => void ownEnd.send(shipment),
    postQuietly: (shipment) => void ownEnd.sendQuietly(shipment),
    call: () => ownEnd.call(),
  };
}
