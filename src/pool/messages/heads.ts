/**
 * The messages that go with every task, with their numbers at fixed places: encoding and decoding them as values took as
 * long as all else that is done for a tiny task. In little endian, after the kind:
 *
 *     begun           number f64
 *     run             number f64 | task u32 | attempt u32 | broker u32 | form u8 | body: the arguments
 *     done, failed    number f64 | id f64 | ranMs f64 | memoryBytes f64 | body: the result or the error
 *
 * Those whose parcels refer to objects are written as all others are.
 */
import { ProtocolError } from '../../../protocol/errors.js';
import type { FromWorker, OrderForm, ToWorker } from './messages.js';
import type { Parcel } from './parcel.js';

type Message = ToWorker | FromWorker;

/** The first byte of a frame: what kind of message it is. */
export const frameKind = { value: 0, begun: 1, run: 2, done: 3, failed: 4 } as const;

/** The longest of them. */
export const MOST_HEAD_BYTES = 33;

/** What Node reads from a pipe at once: no body keeps more than that of others alive. */
const MOST_PINNED_BYTES = 65_536;

const BEGUN_BYTES = 9;
const RUN_BYTES = 22;
const ANSWER_BYTES = 33;

const forms: readonly OrderForm[] = ['call', 'chunk', 'stream'];
const NOTHING: readonly never[] = [];

/** Writes the head of one of these messages, and gives its length: 0 for any other. */
export function writeHead(message: Message, view: DataView, at: number): number {
  switch (message.kind) {
    case 'begun':
      view.setUint8(at, frameKind.begun);
      view.setFloat64(at + 1, message.number, true);
      return BEGUN_BYTES;
    case 'run':
      if (message.parcel.objects.length > 0) return 0;
      view.setUint8(at, frameKind.run);
      view.setFloat64(at + 1, message.number, true);
      view.setUint32(at + 9, message.task, true);
      view.setUint32(at + 13, message.attempt, true);
      view.setUint32(at + 17, message.broker, true);
      view.setUint8(at + 21, forms.indexOf(message.form));
      return RUN_BYTES;
    case 'done':
    case 'failed':
      if (message.parcel.objects.length > 0) return 0;
      view.setUint8(at, frameKind[message.kind]);
      view.setFloat64(at + 1, message.number, true);
      view.setFloat64(at + 9, message.id, true);
      view.setFloat64(at + 17, message.ranMs, true);
      view.setFloat64(at + 25, message.memoryBytes, true);
      return ANSWER_BYTES;
    default:
      return 0;
  }
}

/** The message of a frame that lies there in `bytes`, whose kind is not `value`. Its parcel is a view of the bytes. */
export function readMessage(bytes: Uint8Array, view: DataView, at: number, end: number): Message {
  switch (view.getUint8(at)) {
    case frameKind.begun:
      checkLength(end - at >= BEGUN_BYTES);
      return { kind: 'begun', number: view.getFloat64(at + 1, true) };
    case frameKind.run:
      checkLength(end - at >= RUN_BYTES);
      return {
        kind: 'run',
        number: view.getFloat64(at + 1, true),
        task: view.getUint32(at + 9, true),
        attempt: view.getUint32(at + 13, true),
        broker: view.getUint32(at + 17, true),
        form: forms[view.getUint8(at + 21)] as OrderForm,
        parcel: parcelOf(bytes, at + RUN_BYTES, end),
      };
    case frameKind.done:
      return readAnswer('done', bytes, view, at, end);
    case frameKind.failed:
      return readAnswer('failed', bytes, view, at, end);
    default:
      throw new ProtocolError('a frame of an unknown kind');
  }
}

function readAnswer(kind: 'done' | 'failed', bytes: Uint8Array, view: DataView, at: number, end: number): FromWorker {
  checkLength(end - at >= ANSWER_BYTES);
  return {
    kind,
    number: view.getFloat64(at + 1, true),
    id: view.getFloat64(at + 9, true),
    ranMs: view.getFloat64(at + 17, true),
    memoryBytes: view.getFloat64(at + 25, true),
    parcel: parcelOf(bytes, at + ANSWER_BYTES, end),
  };
}

function parcelOf(bytes: Uint8Array, from: number, end: number): Parcel {
  return { bytes: bodyIn(bytes, from, end), objects: NOTHING, carried: NOTHING };
}

/** A view, but of what is large and mostly something else a copy: it would be kept for as long as the task runs. */
export function bodyIn(bytes: Uint8Array, from: number, end: number): Uint8Array {
  const body = new Uint8Array(bytes.buffer, bytes.byteOffset + from, end - from);
  return bytes.length > MOST_PINNED_BYTES && body.length < bytes.length / 2 ? body.slice() : body;
}

function checkLength(isEnough: boolean): void {
  if (!isEnough) throw new ProtocolError('a frame that is shorter than its head');
}
