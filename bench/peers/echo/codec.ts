import { BrokerKind, ClientKind } from '../../../protocol/messages.js';
import {
  decodeBrokerPacket,
  decodeClientPacket,
  decodeValue,
  encodePacket,
  encodeValue,
  unwritten,
} from '../../../src/wire/index.js';

/** The number of the object that calls are made on. */
const HANDLE = 1;

/** An argument as holdall's client writes it, by holdall's own codec. */
export function encodeArgument(value: string): unknown {
  return unwritten(value) ?? encodeValue(value);
}

/** The call of this number, and the acknowledgement of the answers to those before it. */
export function encodeCall(number: number, operation: string, args: readonly unknown[]): Uint8Array {
  return whole(encodePacket([number, number - 1, [[ClientKind.call, HANDLE, operation, args]]]));
}

/** What such calls are answered with: a value for `get`, a token for `acquire`. */
export function answer(call: Uint8Array, value: Uint8Array): Uint8Array {
  const [number, , [message]] = decodeClientPacket(call);
  const operation = message?.[2];
  const result = operation === 'get' ? value : operation === 'acquire' ? number : null;
  return whole(encodePacket([number, number, [[BrokerKind.result, number, result]]]));
}

export interface Answer {
  readonly call: number;
  readonly result: unknown;
}

export function decodeAnswer(body: Uint8Array): Answer {
  const [, , [message]] = decodeBrokerPacket(body);
  return { call: message?.[1] as number, result: message?.[2] };
}

export { decodeValue, encodeValue };

function whole([only]: readonly Uint8Array[]): Uint8Array {
  return only as Uint8Array;
}
