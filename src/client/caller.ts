import { ArgumentError, type CancelledError, LimitError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { type CallMessage, ClientKind, type Handle, type Owner, type WireFence } from '../../protocol/messages.js';
import { describe } from '../objects/describe.js';
import type { ClientCodec } from '../objects/kinds.js';
import type { Fence } from '../objects/lock/fence.js';
import type { Operation } from '../objects/operation.js';
import { checkOptions } from '../objects/options.js';

import { type CallOptions, callOptionNames, checkTimeout } from '../objects/shared-object.js';
import { undecodable } from '../objects/undecodable.js';

import { messageBytes } from '../wire/index.js';
import { onAbort } from './aborts.js';
import type { Connection } from './connection.js';
import { isCancelled } from './session.js';

/** The session that a call goes through. */
export interface Carrier extends ClientCodec {
  readonly connection: Connection;
  /** A fence as this session names it. Throws `ArgumentError` for what is none. */
  wireFence(fence: Fence, what: string): WireFence;
}

/** What a call needs beside its arguments and options. */
export interface CallTarget {
  readonly handle: Handle;
  readonly type: string;
  readonly operationName: string;
  readonly operation: Operation;
}

/** The call's own options, and those that its operation takes as arguments. */
type GivenOptions = CallOptions & Readonly<Record<string, unknown>>;

const NO_OPTIONS: GivenOptions = {};

/**
 * Makes one call and gives the promise of its one outcome. Arguments are encoded before this returns, so the caller may
 * change them afterwards; what is wrong with them rejects the promise.
 */
export function makeCall(
  carrier: Carrier,
  target: CallTarget,
  args: readonly unknown[],
  options: CallOptions | undefined,
): Promise<unknown> {
  const { connection } = carrier;
  return new Promise((resolve, reject) => {
    const given = checkedOptions(target, options);
    const { timeout, signal } = given;
    signal?.throwIfAborted();
    connection.checkOpen();
    const encoded = encodedArguments(carrier, target, args, given);
    const bytes = checkedSize(encoded, nameOf(target));
    const message = callMessage(carrier, target, encoded, given);
    // To encode runs getters of the program's, which may have aborted it.
    signal?.throwIfAborted();
    const { overtime: hasOvertime = false, frees = false } = target.operation;
    const number = connection.ask(message, {
      bytes,
      ...(timeout !== undefined && !hasOvertime && { deadline: connection.clock.now() + timeout }),
      hasOvertime,
      frees,
      resolve(result) {
        stopListening?.();
        try {
          resolve(target.operation.gives.decode(result, carrier));
        } catch (cause) {
          reject(undecodable(nameOf(target), cause));
        }
      },
      reject(error) {
        stopListening?.();
        reject(isCancelled(error) ? reasonOf(signal, error) : error);
      },
    });
    const stopListening = signal && onAbort(signal, () => connection.cancel(number));
  });
}

/** Why the program cancelled the call. A signal may have getters of the program's, which throw. */
function reasonOf(signal: AbortSignal | undefined, error: CancelledError): unknown {
  try {
    return signal?.aborted ? signal.reason : error;
  } catch (thrown) {
    return thrown;
  }
}

/** A copy, so that getters run once and here. */
function checkedOptions(target: CallTarget, options: CallOptions | undefined): GivenOptions {
  if (options === undefined) return NO_OPTIONS;
  const what = nameOf(target);
  checkOptions(options, [...callOptionNames, ...target.operation.optionNames], what);
  const given: GivenOptions = { ...options };
  if (given.signal !== undefined && !(given.signal instanceof AbortSignal)) {
    throw new ArgumentError(
      `signal of ${what} must be an AbortSignal, as controller.signal; got ${describe(given.signal)}`,
    );
  }
  return given;
}

function callMessage(
  carrier: Carrier,
  target: CallTarget,
  encoded: readonly unknown[],
  options: GivenOptions,
): CallMessage {
  const { handle, operationName } = target;
  const what = nameOf(target);
  const timeoutMs = checkedTimeout(options.timeout, what);
  const owner = checkedOwner(options.owner, what);
  if (options.fence !== undefined) {
    return [ClientKind.call, handle, operationName, encoded, timeoutMs, owner, carrier.wireFence(options.fence, what)];
  }
  if (owner !== null) return [ClientKind.call, handle, operationName, encoded, timeoutMs, owner];
  if (timeoutMs !== null) return [ClientKind.call, handle, operationName, encoded, timeoutMs];
  return [ClientKind.call, handle, operationName, encoded];
}

function encodedArguments(
  codec: ClientCodec,
  target: CallTarget,
  args: readonly unknown[],
  options: GivenOptions,
): unknown[] {
  const { takes, names } = target.operation;
  const encoded = takes.map((kind, index) => {
    const name = names[index] as string;
    if (!('isOption' in kind)) return kind.encode(args[index] as never, codec, `argument ${name} of ${nameOf(target)}`);
    const box = Object.hasOwn(options, name) ? { value: options[name] as never } : undefined;
    return kind.encode(box, codec, `option ${name} of ${nameOf(target)}`);
  });
  while (encoded.length > 0 && encoded.at(-1) === null) encoded.pop();
  return encoded;
}

/** About how many bytes they take. The broker hangs up on a frame that is too long, so such a call must not leave. */
function checkedSize(encoded: readonly unknown[], what: string): number {
  const bytes = messageBytes(encoded);
  if (bytes > limits.messageBytes) {
    throw new LimitError(
      `the arguments of ${what} take ${bytes} bytes; one call carries ${limits.messageBytes}: split them over several calls`,
    );
  }
  return bytes;
}

/** Milliseconds for the wire; `null` for no limit. */
function checkedTimeout(timeout: number | undefined, what: string): number | null {
  checkTimeout(timeout, what);
  return timeout === undefined || timeout === Number.POSITIVE_INFINITY ? null : timeout;
}

/** `null` for the session as a whole. */
function checkedOwner(owner: Owner | undefined, what: string): Owner | null {
  if (owner === undefined) return null;
  if (Number.isSafeInteger(owner)) return owner;
  if (typeof owner === 'string' && owner !== '' && Buffer.byteLength(owner) <= limits.nameBytes) return owner;
  throw new ArgumentError(
    `owner of ${what} must be a name of 1 to ${limits.nameBytes} bytes or a whole number; got ${describe(owner)}`,
  );
}

function nameOf({ type, operationName }: CallTarget): string {
  return `${type}.${operationName}`;
}
