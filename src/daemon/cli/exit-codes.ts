import {
  ArgumentError,
  AuthenticationError,
  BrokerGoneError,
  ConnectError,
  PermissionDenied,
  SessionEndedError,
  TimeoutError,
  VersionError,
} from '../../../protocol/errors.js';

/** What the exit codes of all commands mean. */
export const exitCodes = {
  0: 'it is done; a broker that was asked to stop did so in good order',
  1: 'it failed; standard error says why',
  2: 'the command line, the environment, the configuration or a key file is wrong: the same again fails again',
  3: 'no broker could be reached, or it went away or did not answer in time: the same again may succeed',
  4: 'the broker does not let this client in, or does not allow it this',
  130: 'a shell says so of a command that SIGINT (Ctrl-C) has ended; `serve` stops in good order instead, with 0',
  143: 'the same of SIGTERM',
} as const;

export type ExitCode = keyof typeof exitCodes;

const byError: readonly (readonly [class_: new (message: string) => Error, code: ExitCode])[] = [
  [ArgumentError, 2],
  [ConnectError, 3],
  [BrokerGoneError, 3],
  [SessionEndedError, 3],
  [TimeoutError, 3],
  [AuthenticationError, 4],
  [PermissionDenied, 4],
  [VersionError, 1],
];

/** The code that a command ends with after this error. */
export function exitCodeOf(error: Error): ExitCode {
  return byError.find(([class_]) => error instanceof class_)?.[1] ?? 1;
}
