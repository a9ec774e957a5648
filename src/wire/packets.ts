import { limits } from '../../protocol/limits.js';
import type { BrokerMessage, ClientMessage, StreamNumber } from '../../protocol/messages.js';
import { messageBytes } from './estimate.js';
import { encodePacket } from './frames.js';

/**
 * The frames that carry `messages`, whose numbers begin at `first`, and the acknowledgement of everything up to
 * `received`. Each frame is about `limits.packetBytes` long or carries one message; no messages make one bare
 * acknowledgement.
 */
export function* framesOf(
  first: StreamNumber,
  received: StreamNumber,
  messages: readonly (ClientMessage | BrokerMessage)[],
): Iterable<Uint8Array> {
  let number = first;
  let begin = 0;
  do {
    const end = endOfBatch(messages, begin);
    const batch = begin === 0 && end === messages.length ? messages : messages.slice(begin, end);
    yield encodePacket([number, received, batch]);
    number += batch.length;
    begin = end;
  } while (begin < messages.length);
}

/** Where the messages end that go into one frame, which begins with the one at `begin`. */
export function endOfBatch(messages: readonly unknown[], begin: number): number {
  let bytes = 0;
  for (let end = begin; end < messages.length; end++) {
    bytes += messageBytes(messages[end]);
    if (end > begin && bytes > limits.packetBytes) return end;
  }
  return messages.length;
}
