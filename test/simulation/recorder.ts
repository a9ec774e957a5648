import { type ErrorCode, HoldallError } from '../../protocol/errors.js';
import type { Operation, Outcome } from '../linearizability/history.js';

/** What a program knows of a call when it is over. */
export type Answer<T> =
  | { readonly kind: 'value'; readonly value: T }
  /** The call was refused, or given up by its program, and did nothing. */
  | { readonly kind: 'error'; readonly code: ErrorCode }
  /** Nobody knows whether it took effect. */
  | { readonly kind: 'unknown' };

/** What is called: a client, an object, an operation. */
export type Called = Pick<Operation, 'client' | 'object' | 'type' | 'name' | 'args'>;

/** Notes all that happens in a run, in the order in which it happens. */
export class Recorder {
  readonly operations: Operation[] = [];
  #moment = 0;

  /** A moment after everything noted so far, and before everything else. */
  tick(): number {
    return ++this.#moment;
  }

  /** Makes a call and notes it, with `show` of what it gave. Never rejects; a call of a client that dies never resolves. */
  async record<T>(
    called: Called,
    act: () => Promise<T>,
    show: (value: T) => unknown = (value) => value,
  ): Promise<Answer<T>> {
    const place = this.operations.length;
    const operation: Operation = {
      ...called,
      called: this.tick(),
      returned: Number.POSITIVE_INFINITY,
      outcome: { kind: 'unknown' },
    };
    this.operations.push(operation);
    const answer = await act().then(
      (value): Answer<T> => ({ kind: 'value', value }),
      (error: unknown): Answer<T> => refusal(error),
    );
    const outcome: Outcome = answer.kind === 'value' ? { kind: 'value', value: show(answer.value) } : answer;
    if (outcome.kind !== 'unknown') this.operations[place] = { ...operation, returned: this.tick(), outcome };
    return answer;
  }
}

function refusal(error: unknown): Exclude<Answer<never>, { kind: 'value' }> {
  if (!(error instanceof HoldallError)) return { kind: 'error', code: 'CANCELLED' };
  return error.happened === 'unknown' ? { kind: 'unknown' } : { kind: 'error', code: error.code as ErrorCode };
}
