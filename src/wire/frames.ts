import { ProtocolError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { BrokerMessage, ClientMessage, HandshakeFrame, Packet } from '../../protocol/messages.js';
import { check, checkFields, type Field, field, fieldError, isMap, passes } from './checks.js';
import { type Dialect, Input } from './input.js';
import { brokerMessages, clientMessages, handshakeBodies, type MessageShape, resumeFields } from './message-fields.js';
import { writeMessage } from './message-writer.js';
import { Output } from './output.js';
import { describe } from './refusals.js';

type HandshakeName = HandshakeFrame[0];
type HandshakeBody<Name extends HandshakeName> = Extract<HandshakeFrame, readonly [Name, unknown]>[1];

/** How deeply a message may nest. It stands two levels deep in its packet. */
export const MESSAGE_DEPTH = limits.messageDepth;
const PACKET_DEPTH = MESSAGE_DEPTH + 2;

/** `[name, body]`, and in `hello` and `authenticate` one level more. */
const HANDSHAKE_DEPTH = 3;

const fromClients = { elements: limits.frameElements, objects: limits.frameObjects, names: limits.frameNames };
const unbounded = { elements: Infinity, objects: Infinity, names: Infinity };
const clientPacket = messages('the packet', PACKET_DEPTH, fromClients);
const brokerPacket = messages('the packet', PACKET_DEPTH);
const handshakeFrame = messages('the handshake frame', HANDSHAKE_DEPTH);

/** Plain MessagePack, without extensions. */
function messages(
  what: string,
  depth: number,
  most: Pick<Dialect, 'elements' | 'objects' | 'names'> = unbounded,
): Dialect {
  return { what, depth, ...most, binary: 'views', hasWideIntegers: false };
}

const output = new Output();

/**
 * A frame after the handshake, in pieces: large binaries are pieces of their own, and no copies. Its messages are known to fit
 * into one: a broker lets only so many leave and keeps the others as they are, so it asks `endOfBatch` which to encode. Who
 * sends all that there is has `framesOf`. Throws `LimitError` when it is longer than `limits.frameBytes`, or too deep.
 */
export function encodePacket(packet: Packet<ClientMessage | BrokerMessage>): Uint8Array[] {
  output.begin(0, limits.frameBytes, 'the packet', true);
  writeMessage(output, packet, PACKET_DEPTH);
  return output.finishInPieces(0, output.position);
}

/** What a broker received. Binary in it is a view into the frame: copy what is kept. Throws `ProtocolError`. */
export function decodeClientPacket(frame: Uint8Array): Packet<ClientMessage> {
  return decodePacket(frame, clientMessages, clientPacket) as Packet<ClientMessage>;
}

/** What a client received. Binary in it is a view into the frame: copy what is kept. Throws `ProtocolError`. */
export function decodeBrokerPacket(frame: Uint8Array): Packet<BrokerMessage> {
  return decodePacket(frame, brokerMessages, brokerPacket) as Packet<BrokerMessage>;
}

/** A frame of the handshake. Throws `LimitError` when it would be longer than `limits.handshakeFrameBytes`. */
export function encodeHandshake<Name extends HandshakeName>(name: Name, body: HandshakeBody<Name>): Uint8Array {
  output.begin(0, limits.handshakeFrameBytes, `the handshake's ${name}`, false);
  writeMessage(output, [name, body], HANDSHAKE_DEPTH);
  return output.finish(0, output.position);
}

/** What either side received before the handshake was complete. Binary in it is a view. Throws `ProtocolError`. */
export function decodeHandshake(frame: Uint8Array): HandshakeFrame {
  checkLength(frame, limits.handshakeFrameBytes, 'the handshake frame');
  const decoded = new Input(frame, handshakeFrame).read();
  if (!Array.isArray(decoded) || decoded.length !== 2) {
    throw new ProtocolError(`a handshake frame is an array of a name and a body; this is ${describe(decoded)}`);
  }
  const [name, body]: unknown[] = decoded;
  if (!isHandshakeName(name)) throw new ProtocolError(`the handshake has no frame named ${describe(name)}`);
  if (!isMap(body))
    throw new ProtocolError(`the body of a handshake frame is a map; that of ${name} is ${describe(body)}`);
  checkFields(name, handshakeBodies[name], body);
  const resume = name === 'authenticate' ? body['resume'] : undefined;
  if (isMap(resume)) checkFields('authenticate.resume', resumeFields, resume);
  return decoded as unknown as HandshakeFrame;
}

function isHandshakeName(name: unknown): name is HandshakeName {
  return typeof name === 'string' && Object.hasOwn(handshakeBodies, name);
}

const packetFields: readonly Field[] = [
  field('first', check.number),
  field('received', check.count),
  field('messages', check.array),
];

function decodePacket(frame: Uint8Array, shapes: ReadonlyMap<unknown, MessageShape>, dialect: Dialect): unknown {
  checkLength(frame, limits.frameBytes, 'the packet');
  const packet = new Input(frame, dialect).read();
  if (!Array.isArray(packet) || packet.length !== packetFields.length) {
    throw new ProtocolError(`a packet is an array of ${packetFields.length}; this is ${describe(packet)}`);
  }
  for (let index = 0; index < packetFields.length; index++) {
    const field = packetFields[index] as Field;
    if (!passes(field, packet[index])) throw fieldError('the packet', field, packet[index]);
  }
  const messages = packet[2] as unknown[];
  for (let index = 0; index < messages.length; index++) checkMessage(messages[index], index, shapes);
  return packet;
}

function checkMessage(message: unknown, index: number, shapes: ReadonlyMap<unknown, MessageShape>): void {
  if (!Array.isArray(message)) throw new ProtocolError(`messages[${index}] is no array; it is ${describe(message)}`);
  const shape = shapes.get(message[0]);
  if (shape === undefined) {
    throw new ProtocolError(`messages[${index}] is of no known kind: its first element is ${describe(message[0])}`);
  }
  const given = message.length - 1;
  const { name, fields, required } = shape;
  if (given < required || given > fields.length) {
    const allowed = required === fields.length ? `${required}` : `${required} to ${fields.length}`;
    throw new ProtocolError(`messages[${index}] (${name}) has ${given} fields; it must have ${allowed}`);
  }
  for (let place = 0; place < given; place++) {
    const field = fields[place] as Field;
    const value: unknown = message[place + 1];
    if (!passes(field, value)) throw fieldError(`messages[${index}] (${name})`, field, value);
  }
}

/** Before anything is decoded: what is too long gets no further attention. */
function checkLength(frame: Uint8Array, maxBytes: number, what: string): void {
  if (frame.length > maxBytes)
    throw new ProtocolError(`${what} has ${frame.length} bytes; at most ${maxBytes} are allowed`);
}
