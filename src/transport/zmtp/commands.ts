/** The commands of ZMTP that a client says and hears. A command's body is its name with a length byte, then the rest. */
import { describe } from '../../objects/describe.js';
import { ZmtpFault } from './frames.js';

/** The longest context that a PING may have, to be sent back with its PONG. */
const CONTEXT_BYTES = 16;

/** For how long whoever hears a PING should wait for the next; we say nothing of that, as libzmq by default. */
const TTL_BYTES = 2;

/** The sockets that we are: a client's, and a broker's. */
export type SocketType = 'DEALER' | 'ROUTER';

/** Whom each may talk to. Of those that a ROUTER may, a REQ would put an empty part before each message. */
const compatible: Readonly<Record<SocketType, readonly (string | undefined)[]>> = {
  DEALER: ['ROUTER', 'DEALER', 'REP'],
  ROUTER: ['DEALER', 'ROUTER'],
};

export interface Command {
  readonly name: string;
  readonly rest: Buffer;
}

/** Throws `ZmtpFault` for a body that has no name. */
export function readCommand(body: Buffer): Command {
  const end = 1 + (body[0] ?? 0);
  if (end === 1 || end > body.length) throw new ZmtpFault('a command has no name');
  return { name: body.toString('latin1', 1, end), rest: body.subarray(end) };
}

/** Ends our side of the handshake. */
export function readyAs(type: SocketType): Uint8Array {
  return Buffer.concat([named('READY'), metadataOf(type)]);
}

/** What each side tells of its socket. libzmq brokers make an identity for a client whose own is empty. */
export function metadataOf(type: SocketType): Uint8Array {
  return Buffer.concat([property('Socket-Type', type), property('Identity', '')]);
}

export const ping: Uint8Array = Buffer.concat([named('PING'), Buffer.alloc(TTL_BYTES)]);

/** The answer to a PING with this rest. */
export function pongFor(rest: Buffer): Uint8Array {
  return Buffer.concat([named('PONG'), rest.subarray(TTL_BYTES, TTL_BYTES + CONTEXT_BYTES)]);
}

/** The reason in an ERROR. */
export function reasonIn(rest: Buffer): string {
  return rest.toString('latin1', 1, 1 + (rest[0] ?? 0));
}

/** Throws `ZmtpFault` unless the command is a READY of a socket that talks to ours, which is of type `own`. */
export function checkReady({ name, rest }: Command, own: SocketType): void {
  if (name !== 'READY') throw new ZmtpFault(unexpected(name, rest, 'READY'));
  checkMetadata(rest, own);
}

/** What is wrong with a command that came where another one comes next. */
export function unexpected(name: string, rest: Buffer, wanted: string): string {
  if (name === 'ERROR') return `it refused the connection: ${JSON.stringify(reasonIn(rest))}`;
  return `it said ${describe(name)} where ${wanted} comes next`;
}

/** Throws `ZmtpFault` unless this is the metadata of a socket that talks to ours. */
export function checkMetadata(metadata: Buffer, own: SocketType): void {
  const type = propertiesIn(metadata).get('socket-type');
  if (compatible[own].includes(type)) return;
  const wanted = own === 'DEALER' ? 'ROUTER' : 'DEALER';
  throw new ZmtpFault(`its socket is no ${wanted} but ${describe(type)}`);
}

/** How a command begins. */
export function named(name: string): Buffer {
  return Buffer.from(`${String.fromCharCode(name.length)}${name}`, 'latin1');
}

function property(name: string, value: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  return Buffer.concat([named(name), length, Buffer.from(value, 'latin1')]);
}

/** By their names in lower case, which is how they are compared. */
function propertiesIn(rest: Buffer): Map<string, string> {
  const properties = new Map<string, string>();
  for (let at = 0; at < rest.length; ) {
    const valueAt = at + 1 + (rest[at] as number) + 4;
    if (valueAt > rest.length) throw new ZmtpFault('its READY is malformed');
    const end = valueAt + rest.readUInt32BE(valueAt - 4);
    if (end > rest.length) throw new ZmtpFault('its READY is malformed');
    properties.set(rest.toString('latin1', at + 1, valueAt - 4).toLowerCase(), rest.toString('latin1', valueAt, end));
    at = end;
  }
  return properties;
}
