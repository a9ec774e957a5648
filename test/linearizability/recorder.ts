import { HoldallError } from 'holdall';
import { type Operation, type Outcome, sessionEnded } from './history.js';

/** Writes down what programs of one process ask of shared objects and what they are told, in one order. */
export class Recorder {
  readonly history: Operation[] = [];
  #now = 0;

  /** Makes the call; never rejects. `call` resolves to what the model of the type calls the answer. */
  async record(asked: Pick<Operation, 'client' | 'object' | 'type' | 'name' | 'args'>, call: () => Promise<unknown>) {
    const called = this.#now++;
    const outcome = await outcomeOf(call);
    const returned = outcome.kind === 'unknown' ? Number.POSITIVE_INFINITY : this.#now++;
    this.history.push({ ...asked, called, returned, outcome });
  }

  /** Runs what ends a session. */
  async recordEnd(client: string, end: () => Promise<void>): Promise<void> {
    const called = this.#now++;
    await end();
    this.history.push(sessionEnded(client, called, this.#now++));
  }
}

async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { kind: 'value', value: await call() };
  } catch (error) {
    if (!(error instanceof HoldallError)) throw error;
    if (error.happened === 'unknown') return { kind: 'unknown' };
    return { kind: 'error', code: error.code as (Outcome & { kind: 'error' })['code'] };
  }
}
