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
  for (const batch of batches(messages)) {
    yield encodePacket([number, received, batch]);
    number += batch.length;
  }
}

function* batches<Message>(messages: readonly Message[]): Iterable<readonly Message[]> {
  let begin = 0;
  let bytes = 0;
  for (let end = 0; end < messages.length; end++) {
    const size = messageBytes(messages[end]);
    if (end > begin && bytes + size > limits.packetBytes) {
      yield messages.slice(begin, end);
      begin = end;
      bytes = 0;
    }
    bytes += size;
  }
  yield begin === 0 ? messages : messages.slice(begin);
}
