/**
 * Every error of holdall: one class each, one table of codes. On the wire an error is its code and a sentence; the
 * receiver makes the class from the code. PROTOCOL.md, "Errors", lists the same codes.
 */

/** What became of the call that failed: it was not done, it was done, or nobody can know. */
export type Happened = 'no' | 'yes' | 'unknown';

export interface HoldallErrorOptions extends ErrorOptions {
  readonly happened?: Happened;
}

/** What all errors of holdall have in common. Catch a subclass, or compare `code`; messages may change, codes do not. */
export abstract class HoldallError extends Error {
  /** The stable code, as on the wire. */
  abstract readonly code: ErrorCode;
  /** What became of the call. `unknown` only where the broker or the connection went away with the answer. */
  readonly happened: Happened;
  /** The stack in the broker, where the error arose there in code that a user supplied. */
  declare remoteStack?: string;

  constructor(message: string, options: HoldallErrorOptions = {}) {
    super(message, options);
    this.happened = options.happened ?? 'no';
  }

  override get name(): string {
    return this.constructor.name;
  }
}

// ── Of the connection ────────────────────────────────────────────────────────────────────────────────────────────────

/** Nothing answered at the address, or what answered was no broker. */
export class ConnectError extends HoldallError {
  readonly code = 'CONNECT';
}
/** The two sides share no version of the protocol. */
export class VersionError extends HoldallError {
  readonly code = 'VERSION';
}
/** The two sides do not have the same authkey. */
export class AuthenticationError extends HoldallError {
  readonly code = 'AUTHENTICATION';
}
/** A peer sent what the protocol does not allow. The connection ends. */
export class ProtocolError extends HoldallError {
  readonly code = 'PROTOCOL';
}
/** The session is over: its grace ran out, or the broker that kept it is another one now. */
export class SessionEndedError extends HoldallError {
  readonly code = 'SESSION_ENDED';
}
/** The broker is gone for good. `happened` tells whether this call may have taken effect before that. */
export class BrokerGoneError extends HoldallError {
  readonly code = 'BROKER_GONE';
}
/** This manager, proxy or pool was closed or disposed of by its own program. */
export class ClosedError extends HoldallError {
  readonly code = 'CLOSED';
}

// ── Of any call ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** An argument has the wrong type or is out of range. */
export class ArgumentError extends HoldallError {
  readonly code = 'ARGUMENT';
}
/** A value cannot travel: it holds a function, a symbol, a cycle, or a proxy of another broker. Names the path to it. */
export class EncodingError extends HoldallError {
  readonly code = 'ENCODING';
}
/** A limit of `protocol/limits.ts` would be passed. */
export class LimitError extends HoldallError {
  readonly code = 'LIMIT';
}
/** The time given to a call ran out while it waited. Nothing was taken. */
export class TimeoutError extends HoldallError {
  readonly code = 'TIMEOUT';
}
/** The caller cancelled the call while it waited. Nothing was taken. A call cancelled by a signal rejects with its reason. */
export class CancelledError extends HoldallError {
  readonly code = 'CANCELLED';
}
/** The broker knows no shared type of this name. */
export class UnknownTypeError extends HoldallError {
  readonly code = 'UNKNOWN_TYPE';
}
/** The object's type has no such operation. */
export class UnknownOperationError extends HoldallError {
  readonly code = 'UNKNOWN_OPERATION';
}
/** The name belongs to an object of another type. */
export class TypeConflictError extends HoldallError {
  readonly code = 'TYPE_CONFLICT';
}
/** The name belongs to an object that was created with other options. */
export class OptionsConflictError extends HoldallError {
  readonly code = 'OPTIONS_CONFLICT';
}
/** The object does not exist any more, or this session has no reference to it. */
export class ObjectGoneError extends HoldallError {
  readonly code = 'OBJECT_GONE';
}
/** The fence shown with a call is older than the lock's latest grant. */
export class StaleFenceError extends HoldallError {
  readonly code = 'STALE_FENCE';
}
/** A fault inside the broker or in a shared type. `remoteStack` tells where. */
export class InternalError extends HoldallError {
  readonly code = 'INTERNAL';
}

// ── Of the shared types ──────────────────────────────────────────────────────────────────────────────────────────────

/** The queue had no item in the time given. Python: `queue.Empty`. */
export class Empty extends HoldallError {
  readonly code = 'EMPTY';
}
/** The queue had no free slot in the time given. Python: `queue.Full`. */
export class Full extends HoldallError {
  readonly code = 'FULL';
}
/** The queue was shut down. Python: `queue.ShutDown`. */
export class ShutDown extends HoldallError {
  readonly code = 'SHUT_DOWN';
}
/** The value is not one the object's state allows. Python: `ValueError`. */
export class ValueError extends HoldallError {
  readonly code = 'VALUE';
}
/** The dict has no such key. Python: `KeyError`. */
export class KeyError extends HoldallError {
  readonly code = 'KEY';
}
/** The lock is not locked. Python: `RuntimeError` of `threading.Lock.release`. */
export class NotLockedError extends HoldallError {
  readonly code = 'NOT_LOCKED';
}
/** The lock is held by somebody else, or by a later grant than the one shown. */
export class NotOwnerError extends HoldallError {
  readonly code = 'NOT_OWNER';
}

// ── Of pool and process ──────────────────────────────────────────────────────────────────────────────────────────────

/** A worker process ended while it ran a task. The message names its pid, its exit code or signal, and the task. */
export class WorkerLostError extends HoldallError {
  readonly code = 'WORKER_LOST';
}
/** The pool was terminated before the task was done. */
export class PoolTerminatedError extends HoldallError {
  readonly code = 'POOL_TERMINATED';
}
/** No task of this name in this module. */
export class UnknownTaskError extends HoldallError {
  readonly code = 'UNKNOWN_TASK';
}
/** An operation that the pool's or the process's present state does not allow, as `join` before `close`. */
export class StateError extends HoldallError {
  readonly code = 'STATE';
}

type ErrorClass = new (message: string, options?: HoldallErrorOptions) => HoldallError;

interface ErrorEntry {
  readonly class: ErrorClass;
  /** Whether the same call, repeated unchanged, can succeed later. */
  readonly retry: boolean;
}

export type ErrorCode = (typeof codes)[number];

const codes = [
  'CONNECT',
  'VERSION',
  'AUTHENTICATION',
  'PROTOCOL',
  'SESSION_ENDED',
  'BROKER_GONE',
  'CLOSED',
  'ARGUMENT',
  'ENCODING',
  'LIMIT',
  'TIMEOUT',
  'CANCELLED',
  'UNKNOWN_TYPE',
  'UNKNOWN_OPERATION',
  'TYPE_CONFLICT',
  'OPTIONS_CONFLICT',
  'OBJECT_GONE',
  'STALE_FENCE',
  'INTERNAL',
  'EMPTY',
  'FULL',
  'SHUT_DOWN',
  'VALUE',
  'KEY',
  'NOT_LOCKED',
  'NOT_OWNER',
  'WORKER_LOST',
  'POOL_TERMINATED',
  'UNKNOWN_TASK',
  'STATE',
] as const;

/** The table: a new code does not compile until it has its class here. */
export const errorTable: Readonly<Record<ErrorCode, ErrorEntry>> = {
  CONNECT: { class: ConnectError, retry: true },
  VERSION: { class: VersionError, retry: false },
  AUTHENTICATION: { class: AuthenticationError, retry: false },
  PROTOCOL: { class: ProtocolError, retry: false },
  SESSION_ENDED: { class: SessionEndedError, retry: false },
  BROKER_GONE: { class: BrokerGoneError, retry: false },
  CLOSED: { class: ClosedError, retry: false },
  ARGUMENT: { class: ArgumentError, retry: false },
  ENCODING: { class: EncodingError, retry: false },
  LIMIT: { class: LimitError, retry: false },
  TIMEOUT: { class: TimeoutError, retry: true },
  CANCELLED: { class: CancelledError, retry: true },
  UNKNOWN_TYPE: { class: UnknownTypeError, retry: false },
  UNKNOWN_OPERATION: { class: UnknownOperationError, retry: false },
  TYPE_CONFLICT: { class: TypeConflictError, retry: false },
  OPTIONS_CONFLICT: { class: OptionsConflictError, retry: false },
  OBJECT_GONE: { class: ObjectGoneError, retry: false },
  STALE_FENCE: { class: StaleFenceError, retry: false },
  INTERNAL: { class: InternalError, retry: false },
  EMPTY: { class: Empty, retry: true },
  FULL: { class: Full, retry: true },
  SHUT_DOWN: { class: ShutDown, retry: false },
  VALUE: { class: ValueError, retry: false },
  KEY: { class: KeyError, retry: true },
  NOT_LOCKED: { class: NotLockedError, retry: false },
  NOT_OWNER: { class: NotOwnerError, retry: false },
  WORKER_LOST: { class: WorkerLostError, retry: true },
  POOL_TERMINATED: { class: PoolTerminatedError, retry: false },
  UNKNOWN_TASK: { class: UnknownTaskError, retry: false },
  STATE: { class: StateError, retry: false },
};

/** The error that a code and a sentence from the wire stand for. A code of a later version becomes `InternalError`. */
export function errorFromWire(wire: { code: string; message: string; stack?: string }): HoldallError {
  const entry = Object.hasOwn(errorTable, wire.code) ? errorTable[wire.code as ErrorCode] : undefined;
  const error = entry ? new entry.class(wire.message) : new InternalError(`${wire.code}: ${wire.message}`);
  if (wire.stack !== undefined) error.remoteStack = wire.stack;
  return error;
}
