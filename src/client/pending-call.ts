import type { CancelledError } from '../../protocol/errors.js';
import type { Handle, StreamNumber } from '../../protocol/messages.js';
import type { ClientCodec } from '../objects/kinds.js';
import type { Operation } from '../objects/operation.js';
import { undecodable } from '../objects/undecodable.js';
import { onAbort } from './aborts.js';
import type { Connection } from './connection.js';
import { type Awaited, isCancelled } from './session.js';

/** What a call needs beside its arguments and options. */
export interface CallTarget {
  readonly handle: Handle;
  readonly type: string;
  readonly operationName: string;
  readonly operation: Operation;
}

/** What stops the waiting of a call. */
interface Cancellation {
  readonly signal: AbortSignal;
  readonly stopListening: () => void;
}

/** One call, from when it was made to its outcome. One object, because there are many: no closures of its own. */
export class PendingCall implements Awaited {
  readonly type: string;
  readonly operationName: string;
  readonly operation: Operation;
  readonly #codec: ClientCodec;
  readonly #resolve: (result: unknown) => void;
  readonly #reject: (error: unknown) => void;
  bytes = 0;
  deadline: number | undefined = undefined;
  #cancellation: Cancellation | undefined = undefined;

  constructor(
    codec: ClientCodec,
    { type, operationName, operation }: CallTarget,
    resolve: (result: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#codec = codec;
    this.type = type;
    this.operationName = operationName;
    this.operation = operation;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get hasOvertime(): boolean {
    return this.operation.overtime === true;
  }

  get frees(): boolean {
    return this.operation.frees === true;
  }

  /** The call has this number at the connection; from now on `signal` cancels it. */
  listen(signal: AbortSignal, connection: Connection, number: StreamNumber): void {
    const stopListening = onAbort(signal, () => connection.cancel(number));
    this.#cancellation = { signal, stopListening };
  }

  resolve(result: unknown): void {
    this.#cancellation?.stopListening();
    try {
      this.#resolve(this.operation.gives.decode(result, this.#codec));
    } catch (cause) {
      this.#reject(undecodable(nameOf(this), cause));
    }
  }

  reject(error: unknown): void {
    this.#cancellation?.stopListening();
    this.#reject(isCancelled(error) ? reasonOf(this.#cancellation?.signal, error) : error);
  }
}

/** What the call is called in errors. */
export function nameOf({ type, operationName }: PendingCall): string {
  return `${type}.${operationName}`;
}

/** Why the program cancelled the call. A signal may have getters of the program's, which throw. */
function reasonOf(signal: AbortSignal | undefined, error: CancelledError): unknown {
  try {
    return signal?.aborted ? signal.reason : error;
  } catch (thrown) {
    return thrown;
  }
}
