import type { BrokerMessage, ClientMessage, Packet } from '../../protocol/messages.js';
import { encodePacket } from '../../src/wire/index.js';

/** A packet's frame as it arrives: in one piece. */
export function packetFrame(packet: Packet<ClientMessage | BrokerMessage>): Uint8Array {
  return Buffer.concat(encodePacket(packet));
}
