import { existsSync } from 'node:fs';
import { ConnectError } from '../../protocol/errors.js';

/** What became of an attempt to connect. */
export type Failure = 'refused' | 'forbidden' | 'nameless' | 'unreachable' | 'silent' | 'stranger';

export interface Refusal {
  readonly failure: Failure;
  /** What was seen, in words, where it tells more. */
  readonly detail?: string;
}

/** The error for an endpoint that gave no link within the time. */
export function connectRefused(endpoint: string, { failure, detail }: Refusal, timeoutMs: number): ConnectError {
  const why = whyNot(endpoint, failure, timeoutMs) + (detail === undefined ? '' : ` (${detail})`);
  return new ConnectError(`cannot connect to ${endpoint}: ${why}; is \`holdall serve\` running there?`);
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
    case 'silent':
      return `something took the connection, but did not speak ZeroMQ within ${timeoutMs} ms`;
    case 'stranger':
      return 'something took the connection, but ended it or did not speak ZeroMQ';
  }
}

/** The code of a system error, as `EADDRINUSE`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
