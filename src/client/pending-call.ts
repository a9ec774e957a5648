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

/** One call, from when it was made to its outcome. One object, because there are many: no closures of its own. */
export class PendingCall implements Awaited {
  deadline: number | undefined = undefined;
  bytes = 0;
  readonly hasOvertime: boolean;
  readonly frees: boolean;
  readonly #target: CallTarget;
  readonly #codec: ClientCodec;
  readonly #resolve: (result: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #signal: AbortSignal | undefined = undefined;
  #stopListening: (() => void) | undefined = undefined;

  constructor(
    target: CallTarget,
    codec: ClientCodec,
    resolve: (result: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#target = target;
    this.#codec = codec;
    this.#resolve = resolve;
    this.#reject = reject;
    this.hasOvertime = target.operation.overtime === true;
    this.frees = target.operation.frees === true;
  }

  /** The call has this number at the connection; from now on `signal` cancels it. */
  listen(signal: AbortSignal, connection: Connection, number: StreamNumber): void {
    this.#signal = signal;
    this.#stopListening = onAbort(signal, () => connection.cancel(number));
  }

  resolve(result: unknown): void {
    this.#stopListening?.();
    try {
      this.#resolve(this.#target.operation.gives.decode(result, this.#codec));
    } catch (cause) {
      this.#reject(undecodable(nameOf(this.#target), cause));
    }
  }

  reject(error: unknown): void {
    this.#stopListening?.();
    this.#reject(isCancelled(error) ? reasonOf(this.#signal, error) : error);
  }
}

/** What the call is called in errors. */
export function nameOf({ type, operationName }: CallTarget): string {
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
