/**
 * Between JavaScript and bytes: users' values, and the frames that carry the protocol's messages. Whatever comes from
 * outside is checked here, completely, so that the rest of the project can trust its types.
 */

export { messageBytes } from './estimate.js';
export {
  decodeBrokerPacket,
  decodeClientPacket,
  decodeHandshake,
  encodeHandshake,
  encodePacket,
} from './frames.js';
export { authkeyBytes, derivedId, prove, randomId, randomSecret, sameProof } from './identity.js';
export { endOfBatch, framesOf } from './packets.js';
export { SpareMemory } from './spare-memory.js';
export { isPlainText } from './texts.js';
export { encodeThrown } from './thrown.js';
export { unwritten } from './unwritten.js';
export type { ReferenceEncoder } from './value-encoder.js';
export { decodeValue, encodeKey, encodeValue } from './values.js';
