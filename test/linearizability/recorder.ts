import { type Operation, type Outcome, sessionEnded } from './history.js';

type ErrorCode = (Outcome & { kind: 'error' })['code'];

/** What a program knows of a call when it is over. */
export type Answer<T> =
  | { readonly kind: 'value'; readonly value: T }
  /** It was refused, or given up by its program, and did nothing. */
  | { readonly kind: 'error'; readonly code: ErrorCode }
  /** Nobody knows whether it took effect. */
  | { readonly kind: 'unknown' };

/** What is called, and by whom. */
export type Called = Pick<Operation, 'client' | 'object' | 'type' | 'name' | 'args'>;

/** Writes down what programs ask of shared objects and what they are told, in one order. */
export class Recorder {
  /** In the order in which they were called. */
  readonly operations: Operation[] = [];
  #moment = 0;

  /** A moment after all that was noted so far, and before all that will be. */
  tick(): number {
    return ++this.#moment;
  }

  /**
   * Makes a call. `show` turns what it gave into what the model of the type calls the answer. Rejects with what is neither an
   * error of holdall nor an abort. A call of a client that dies is never over.
   */
  async record<T>(
    called: Called,
    act: () => Promise<T>,
    show: (value: T) => unknown = (value) => value,
  ): Promise<Answer<T>> {
    const place = this.operations.length;
    const begun = { ...called, called: this.tick(), returned: Number.POSITIVE_INFINITY };
    this.operations.push({ ...begun, outcome: { kind: 'unknown' } });
    const answer = await answerOf(act);
    if (answer.kind === 'unknown') return answer;
    const outcome: Outcome = answer.kind === 'value' ? { kind: 'value', value: show(answer.value) } : answer;
    this.operations[place] = { ...begun, returned: this.tick(), outcome };
    return answer;
  }

  /** Runs what ends a session. */
  async recordEnd(client: string, end: () => Promise<void>): Promise<void> {
    const called = this.tick();
    await end();
    this.operations.push(sessionEnded(client, called, this.tick()));
  }
}

async function answerOf<T>(act: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'value', value: await act() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'AbortError') return { kind: 'error', code: 'CANCELLED' };
    // Not by its class: of a bundled holdall and of its source there is one each.
    if (!('happened' in error && 'code' in error)) throw error;
    return error.happened === 'unknown' ? { kind: 'unknown' } : { kind: 'error', code: error.code as ErrorCode };
  }
}
