/**
 * Every error of holdall: one class each, with its code. On the wire an error is its code and a sentence; the receiver
 * makes the class from the code. PROTOCOL.md, "Errors", lists the codes that travel.
 */

/** What became of the call that failed: it was not done, it was done, or nobody can know. */
export type Happened = 'no' | 'yes' | 'unknown';

/** How errors are made: with a cause, as every error, and with what became of the call. */
export interface HoldallErrorOptions extends ErrorOptions {
  readonly happened?: Happened | undefined;
}

/** What all errors of holdall have in common. Catch a subclass, or compare `code`; messages may change, codes do not. */
export abstract class HoldallError extends Error {
  static readonly code: string;
  static readonly retry: boolean = false;

  /** The stable code, as on the wire. */
  readonly code: string;
  /**
   * What became of the call, or of the task. `unknown` only where the broker or the connection went away with the answer, or
   * a task had begun and did not come to its own end.
   */
  readonly happened: Happened;
  /** The stack in the broker, where the error arose there in code that a user supplied. */
  declare remoteStack?: string;

  constructor(message: string, options: HoldallErrorOptions = {}) {
    super(message, options);
    this.code = new.target.code;
    this.happened = options.happened ?? 'no';
  }

  override get name(): string {
    return this.constructor.name;
  }

  /** Whether the same call, repeated unchanged, can succeed later. */
  get retry(): boolean {
    return (this.constructor as typeof HoldallError).retry;
  }
}

// ── Of the connection ────────────────────────────────────────────────────────────────────────────────────────────────

/** Nothing answered at the address, or what answered was no broker. */
export class ConnectError extends HoldallError {
  static override readonly code = 'CONNECT';
  static override readonly retry = true;
}
/** The two sides share no version of the protocol. */
export class VersionError extends HoldallError {
  static override readonly code = 'VERSION';
}
/** The two sides do not have the same authkey. */
export class AuthenticationError extends HoldallError {
  static override readonly code = 'AUTHENTICATION';
}
/** A peer sent what the protocol does not allow. The connection ends. */
export class ProtocolError extends HoldallError {
  static override readonly code = 'PROTOCOL';
}
/** The session is over: its grace ran out, or the broker that kept it is another one now. */
export class SessionEndedError extends HoldallError {
  static override readonly code = 'SESSION_ENDED';
}
/** An operator of the broker ended the session. It is the `cause` of the `SessionEndedError` that every call gets then. */
export class KickedError extends HoldallError {
  static override readonly code = 'KICKED';
}
/** The broker is gone for good. `happened` tells whether this call may have taken effect before that. */
export class BrokerGoneError extends HoldallError {
  static override readonly code = 'BROKER_GONE';
}
/** This manager, proxy or pool was closed or disposed of by its own program. */
export class ClosedError extends HoldallError {
  static override readonly code = 'CLOSED';
}

// ── Of any call ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** An argument has the wrong type or is out of range. */
export class ArgumentError extends HoldallError {
  static override readonly code = 'ARGUMENT';
}
/**
 * A value cannot travel: it holds a function, a symbol, a cycle, or a proxy of another broker. Names the path to it. Or it
 * arrived and cannot be read here, as a proxy of a type of your own whose module this program has not imported.
 */
export class EncodingError extends HoldallError {
  static override readonly code = 'ENCODING';

  /**
   * Where the call took several values from an object (`getMany`, `drain`, `nextMany`, `splice`) and some of them cannot be
   * read here: the others, in their order. They are taken, and are nowhere else.
   */
  declare decoded?: readonly unknown[];
}
/** A limit of `protocol/limits.ts` would be passed. */
export class LimitError extends HoldallError {
  static override readonly code = 'LIMIT';
}
/** The broker has taken in as much as it may hold. The same call can succeed when others have made room. */
export class Overloaded extends HoldallError {
  static override readonly code = 'OVERLOADED';
  static override readonly retry = true;
}
/** The principal of this session does not have the right that the call needs. The message names both. */
export class PermissionDenied extends HoldallError {
  static override readonly code = 'PERMISSION';
}
/** The time given to a call ran out while it waited. Nothing was taken; a task that was stopped may have had effects. */
export class TimeoutError extends HoldallError {
  static override readonly code = 'TIMEOUT';
  static override readonly retry = true;
}
/** The caller cancelled the call while it waited. Nothing was taken. A call cancelled by a signal rejects with its reason. */
export class CancelledError extends HoldallError {
  static override readonly code = 'CANCELLED';
  static override readonly retry = true;
}
/** The broker knows no shared type of this name. */
export class UnknownTypeError extends HoldallError {
  static override readonly code = 'UNKNOWN_TYPE';
}
/** The object's type has no such operation. */
export class UnknownOperationError extends HoldallError {
  static override readonly code = 'UNKNOWN_OPERATION';
}
/** The name belongs to an object of another type. */
export class TypeConflictError extends HoldallError {
  static override readonly code = 'TYPE_CONFLICT';
}
/** The name belongs to an object that was created with other options. */
export class OptionsConflictError extends HoldallError {
  static override readonly code = 'OPTIONS_CONFLICT';
}
/** The object does not exist any more, or this session has no reference to it. */
export class ObjectGoneError extends HoldallError {
  static override readonly code = 'OBJECT_GONE';
}
/** The fence shown with a call is older than the lock's latest grant. */
export class StaleFenceError extends HoldallError {
  static override readonly code = 'STALE_FENCE';
}
/** A fault inside the broker or in a shared type. `remoteStack` tells where. */
export class InternalError extends HoldallError {
  static override readonly code = 'INTERNAL';
}

// ── Of the shared types ──────────────────────────────────────────────────────────────────────────────────────────────

/** The queue had no item in the time given. Python: `queue.Empty`. */
export class Empty extends HoldallError {
  static override readonly code = 'EMPTY';
  static override readonly retry = true;
}
/** The queue had no free slot in the time given. Python: `queue.Full`. */
export class Full extends HoldallError {
  static override readonly code = 'FULL';
  static override readonly retry = true;
}
/** The queue was shut down, or the subscription has ended. Python: `queue.ShutDown`. */
export class ShutDown extends HoldallError {
  static override readonly code = 'SHUT_DOWN';
}
/** The value is not one the object's state allows. Python: `ValueError`. */
export class ValueError extends HoldallError {
  static override readonly code = 'VALUE';
}
/** The dict has no such key, or the set no such member. Python: `KeyError`. */
export class KeyError extends HoldallError {
  static override readonly code = 'KEY';
  static override readonly retry = true;
}
/** No element at this index. Python: `IndexError`. */
export class IndexError extends HoldallError {
  static override readonly code = 'INDEX';
  static override readonly retry = true;
}
/** No such attribute. Python: `AttributeError`. */
export class AttributeError extends HoldallError {
  static override readonly code = 'ATTRIBUTE';
  static override readonly retry = true;
}
/** What was gone through changed in size meanwhile. Python: the `RuntimeError` of iterating over a dict. */
export class ChangedError extends HoldallError {
  static override readonly code = 'CHANGED';
  static override readonly retry = true;
}
/** The barrier is broken: somebody who was to come did not, or it was aborted. Python: `threading.BrokenBarrierError`. */
export class BrokenBarrierError extends HoldallError {
  static override readonly code = 'BROKEN_BARRIER';
}
/** The delivery is over: its lease ran out, or it was acknowledged or given back already. */
export class StaleDeliveryError extends HoldallError {
  static override readonly code = 'STALE_DELIVERY';
}
/** The lock is not locked. Python: `RuntimeError` of `threading.Lock.release`. */
export class NotLockedError extends HoldallError {
  static override readonly code = 'NOT_LOCKED';
}
/** The lock is held by somebody else, or by a later grant than the one shown. */
export class NotOwnerError extends HoldallError {
  static override readonly code = 'NOT_OWNER';
}

// ── Of pool and process ──────────────────────────────────────────────────────────────────────────────────────────────

/** A worker process ended while it ran a task. The message names its pid, its exit code or signal, and the task. */
export class WorkerLostError extends HoldallError {
  static override readonly code = 'WORKER_LOST';
  static override readonly retry = true;
}
/** The pool was terminated before the task was done. */
export class PoolTerminatedError extends HoldallError {
  static override readonly code = 'POOL_TERMINATED';
}
/** No task of this name in this module. */
export class UnknownTaskError extends HoldallError {
  static override readonly code = 'UNKNOWN_TASK';
}
/** An operation that the pool's or the process's present state does not allow, as `join` before `close`. */
export class StateError extends HoldallError {
  static override readonly code = 'STATE';
}

/** Every class there is: an error that is not in this list does not come back from the wire as itself. */
export const errorClasses = [
  ConnectError,
  VersionError,
  AuthenticationError,
  ProtocolError,
  SessionEndedError,
  KickedError,
  BrokerGoneError,
  ClosedError,
  ArgumentError,
  EncodingError,
  LimitError,
  Overloaded,
  PermissionDenied,
  TimeoutError,
  CancelledError,
  UnknownTypeError,
  UnknownOperationError,
  TypeConflictError,
  OptionsConflictError,
  ObjectGoneError,
  StaleFenceError,
  InternalError,
  Empty,
  Full,
  ShutDown,
  ValueError,
  KeyError,
  IndexError,
  AttributeError,
  ChangedError,
  BrokenBarrierError,
  StaleDeliveryError,
  NotLockedError,
  NotOwnerError,
  WorkerLostError,
  PoolTerminatedError,
  UnknownTaskError,
  StateError,
] as const;

export type ErrorCode = (typeof errorClasses)[number]['code'];

type ErrorClass = (typeof errorClasses)[number];

const byCode: ReadonlyMap<string, ErrorClass> = new Map(errorClasses.map((each) => [each.code, each]));

/** The class of a code; `undefined` for a code of a later version. */
export function errorClass(code: ErrorCode): ErrorClass;
export function errorClass(code: string): ErrorClass | undefined;
export function errorClass(code: string): ErrorClass | undefined {
  return byCode.get(code);
}

/** The error that a code and a sentence from the wire stand for. A code of a later version becomes `InternalError`. */
export function errorFromWire(wire: { code: string; message: string; stack?: string }): HoldallError {
  const Class = errorClass(wire.code);
  const error = Class ? new Class(wire.message) : new InternalError(`${wire.code}: ${wire.message}`);
  if (wire.stack !== undefined) error.remoteStack = wire.stack;
  return error;
}
