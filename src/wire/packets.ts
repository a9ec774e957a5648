import { limits } from '../../protocol/limits.js';
import type { BrokerMessage, ClientMessage, StreamNumber } from '../../protocol/messages.js';
import { messageBytes } from './estimate.js';
import { MESSAGE_DEPTH } from './frames.js';
import { writeMessage } from './message-writer.js';
import { Output } from './output.js';

/** Room for what stands before the messages, which is known when they are written: two arrays and two numbers. */
const HEAD_BYTES = 24;

const output = new Output();

/**
 * The frames, each in pieces, that carry `messages`, whose numbers begin at `first`, and the acknowledgement of everything up to
 * `received`. Each frame is at most `limits.packetBytes` long or carries one message; no messages make one bare
 * acknowledgement.
 */
export function framesOf(
  first: StreamNumber,
  received: StreamNumber,
  messages: readonly (ClientMessage | BrokerMessage)[],
): Uint8Array[][] {
  const frames: Uint8Array[][] = [];
  let begin = 0;
  beginFrame();
  for (let index = 0; index < messages.length; index++) {
    const start = output.position;
    writeMessage(output, messages[index], MESSAGE_DEPTH);
    if (HEAD_BYTES + output.length <= limits.packetBytes) continue;
    if (index > begin) {
      frames.push(cutFrame(first + begin, received, index - begin, start));
      begin = index;
    }
    // A long one goes before the next is written: two of them may be longer than any frame.
    if (HEAD_BYTES + output.length > limits.packetBytes) {
      frames.push(endFrame(first + begin, received, 1));
      beginFrame();
      begin = index + 1;
    }
  }
  const left = messages.length - begin;
  if (left > 0 || frames.length === 0) frames.push(endFrame(first + begin, received, left));
  return frames;
}

function beginFrame(): void {
  output.begin(HEAD_BYTES, limits.packetBytes + limits.frameBytes, 'the packet', true);
}

/** The frame of everything written. */
function endFrame(first: StreamNumber, received: StreamNumber, count: number): Uint8Array[] {
  const end = output.position;
  return output.finishInPieces(writeHead(first, received, count), end);
}

/** The frame of what was written before `cut`; what lies behind begins the next one. */
function cutFrame(first: StreamNumber, received: StreamNumber, count: number, cut: number): Uint8Array[] {
  const end = output.position;
  const frame = output.pieces(writeHead(first, received, count), cut);
  output.position = end;
  output.forget(cut, HEAD_BYTES);
  return frame;
}

/** Writes what stands before the messages. Gives where it begins, such that they are right behind it. */
function writeHead(first: StreamNumber, received: StreamNumber, count: number): number {
  output.position = 0;
  output.array(3);
  output.number(first);
  output.number(received);
  output.array(count);
  const begin = HEAD_BYTES - output.position;
  output.move(begin, 0, output.position);
  return begin;
}

/** Where the messages end, by estimate, that go into one frame, which begins with the one at `begin`. */
export function endOfBatch(messages: readonly unknown[], begin: number): number {
  let bytes = 0;
  for (let end = begin; end < messages.length; end++) {
    bytes += messageBytes(messages[end]);
    if (end > begin && bytes > limits.packetBytes) return end;
  }
  return messages.length;
}
