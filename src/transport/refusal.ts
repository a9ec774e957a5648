import { existsSync } from 'node:fs';
import { AuthenticationError, ConnectError, type HoldallError } from '../../protocol/errors.js';
import { isLoopback } from './address.js';

/** What became of an attempt to connect. */
export type Failure =
  | 'refused'
  | 'forbidden'
  | 'nameless'
  | 'unreachable'
  | 'unknown'
  | 'silent'
  | 'stranger'
  | KeyTrouble;

/** A broker is there, and its CURVE and ours do not fit. */
type KeyTrouble = 'unknownKey' | 'otherKey' | 'encrypted' | 'unencrypted';

export interface Refusal {
  readonly failure: Failure;
  /** What was seen, in words, where it tells more. */
  readonly detail?: string;
}

/**
 * The system says that nobody listens at an address of this machine. Brokers listen on their own machine only, so there is
 * none; at another one's address it may as well be a tunnel that is down.
 */
export class NobodyListens extends ConnectError {
  /** It is no kind of error to whoever gets it. */
  override get name(): string {
    return ConnectError.name;
  }
}

/** The error for an endpoint that gave no link within the time. */
export function connectRefused(endpoint: string, { failure, detail }: Refusal, timeoutMs: number): HoldallError {
  const why = whyNot(endpoint, failure, timeoutMs) + (detail === undefined ? '' : ` (${detail})`);
  const what = `cannot connect to ${endpoint}: ${why}`;
  if (isKeyTrouble(failure)) return new AuthenticationError(what);
  const message = `${what}; is \`holdall serve\` running there?`;
  return failure === 'refused' && isLoopback(endpoint) ? new NobodyListens(message) : new ConnectError(message);
}

/** What a system error says of an endpoint that was not reached. */
export function refusalFor(code: string | undefined): Refusal {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return { failure: 'refused' };
    case 'EACCES':
    case 'EPERM':
      return { failure: 'forbidden' };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { failure: 'nameless' };
    default:
      return { failure: 'unknown', ...(code !== undefined && { detail: code }) };
  }
}

function isKeyTrouble(failure: Failure): failure is KeyTrouble {
  return ['unknownKey', 'otherKey', 'encrypted', 'unencrypted'].includes(failure);
}

function whyNot(endpoint: string, failure: Failure, timeoutMs: number): string {
  switch (failure) {
    case 'refused':
      return endpoint.startsWith('ipc:') && !existsSync(endpoint.slice('ipc://'.length))
        ? 'there is no such socket file'
        : 'nothing listens there';
    case 'forbidden':
      return 'this user may not connect there';
    case 'nameless':
      return 'its host name has no address';
    case 'unreachable':
      return `no such host answered within ${timeoutMs} ms`;
    case 'unknown':
      return 'the system could not connect';
    case 'silent':
      return `something took the connection, but did not speak ZeroMQ within ${timeoutMs} ms`;
    case 'stranger':
      return 'something took the connection, but ended it or did not speak ZeroMQ';
    case 'unknownKey':
      return 'the broker does not know our key: the publicKey must be that of one of its principals';
    case 'otherKey':
      return "the broker's key is another one than the serverKey given: it is a wrong key, or not your broker";
    case 'encrypted':
      return 'the broker there speaks CURVE, so it needs keys: give { keys: { publicKey, secretKey, serverKey } }';
    case 'unencrypted':
      return 'keys were given, but the broker there does not speak CURVE: start it with { curve }, or connect by authkey';
  }
}

/** The code of a system error, as `EADDRINUSE`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
