import { ArgumentError, EncodingError, LimitError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { type CallMessage, ClientKind, type Handle, type WireFence } from '../../protocol/messages.js';
import { describe } from '../objects/describe.js';
import type { ClientCodec } from '../objects/kinds.js';
import type { Operation } from '../objects/operation.js';
import type { CallOptions } from '../objects/shared-object.js';
import { messageBytes } from '../wire/index.js';
import { onAbort } from './aborts.js';
import type { Connection } from './connection.js';
import { isCancelled } from './session.js';

/** What a call needs beside its options. */
export interface CallTarget {
  readonly handle: Handle;
  readonly type: string;
  readonly operationName: string;
  readonly operation: Operation;
  readonly fence: WireFence | undefined;
}

/**
 * Makes one call and gives the promise of its one outcome. Arguments are encoded before this returns, so the caller may
 * change them afterwards; what is wrong with them rejects the promise.
 */
export function makeCall(
  connection: Connection,
  codec: ClientCodec,
  target: CallTarget,
  args: readonly unknown[],
  options: CallOptions,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const { timeout, signal } = checkedOptions(target, options);
    signal?.throwIfAborted();
    connection.checkOpen();
    const message = callMessage(codec, target, args, timeout);
    const { gives } = target.operation;
    const number = connection.ask(message, {
      ...(timeout !== undefined && { deadline: performance.now() + timeout }),
      resolve(result) {
        stopListening?.();
        try {
          resolve(gives.decode(result, codec));
        } catch (cause) {
          reject(undecodable(target, cause));
        }
      },
      reject(error) {
        stopListening?.();
        reject(signal?.aborted && isCancelled(error) ? signal.reason : error);
      },
    });
    const stopListening = signal && onAbort(signal, () => connection.cancel(number));
  });
}

/** Options from a program that no compiler has checked: what is silently taken for "no options" waits for ever. */
function checkedOptions({ type, operationName }: CallTarget, options: CallOptions): CallOptions {
  if (typeof options !== 'object' || options === null) {
    throw new ArgumentError(
      `the options of ${type}.${operationName} must be an object, as { timeout: 500 }; got ${describe(options)}`,
    );
  }
  const { signal } = options;
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new ArgumentError(
      `signal of ${type}.${operationName} must be an AbortSignal, as controller.signal; got ${describe(signal)}`,
    );
  }
  return options;
}

function callMessage(
  codec: ClientCodec,
  { handle, type, operationName, operation, fence }: CallTarget,
  args: readonly unknown[],
  timeout: number | undefined,
): CallMessage {
  const { takes, names } = operation;
  const encoded = takes.map((kind, index) =>
    kind.encode(args[index] as never, codec, `argument ${names[index]} of ${type}.${operationName}`),
  );
  while (encoded.length > 0 && encoded.at(-1) === null) encoded.pop();
  checkSize(encoded, `${type}.${operationName}`);
  const timeoutMs = checkedTimeout(timeout, `${type}.${operationName}`);
  if (fence) return [ClientKind.call, handle, operationName, encoded, timeoutMs, null, fence];
  if (timeoutMs !== null) return [ClientKind.call, handle, operationName, encoded, timeoutMs];
  return [ClientKind.call, handle, operationName, encoded];
}

/** The broker hangs up on a frame that is too long, so such a call must not leave. */
function checkSize(encoded: readonly unknown[], what: string): void {
  const bytes = messageBytes(encoded);
  if (bytes > limits.messageBytes) {
    throw new LimitError(
      `the arguments of ${what} take ${bytes} bytes; one call carries ${limits.messageBytes}: split them over several calls`,
    );
  }
}

/** Milliseconds for the wire; `null` for no limit. */
function checkedTimeout(timeout: number | undefined, what: string): number | null {
  if (timeout === undefined || timeout === Number.POSITIVE_INFINITY) return null;
  if (typeof timeout === 'number' && timeout >= 0) return timeout;
  throw new ArgumentError(
    `timeout of ${what} must be 0 or more milliseconds; got ${describe(timeout)}. Leave it out to wait without limit`,
  );
}

/** The call was carried out, but what it gave is not for this program to read, as a value of a newer JavaScript. */
function undecodable({ type, operationName }: CallTarget, cause: unknown): EncodingError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new EncodingError(`the result of ${type}.${operationName} cannot be decoded here: ${why}`, {
    cause,
    happened: 'yes',
  });
}
