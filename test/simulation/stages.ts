/**
 * Calls that take effect at several moments, as a wait that comes, and later leaves. In the history each moment is an
 * operation: it lies between the call and its answer, as all operations do, and a model sees to the order of the moments.
 */
import type { CallOptions } from '../../src/objects/shared-object.js';
import type { Operation } from '../linearizability/history.js';
import type { Answer, Called } from '../linearizability/recorder.js';
import type { Program } from './program.js';

/** The name of the first moment: the call reached its object. */
const ARRIVE = 'arrive';

/** What calls answer that were given up. */
const CANCELLED = 'cancelled';

/** Under this name, which no object has, the history tells when calls were given up. */
const SIGNALS = 'signals';

interface StagedCall extends Omit<Called, 'client' | 'name'> {
  /** The last is a name that no other call has. */
  readonly args: readonly [...unknown[], string];
  readonly stages: readonly [typeof ARRIVE, ...string[]];
}

/** Notes a call that may wait. */
export async function recordStages<T>(
  program: Program,
  { stages: [first, ...others], ...called }: StagedCall,
  act: (options: CallOptions) => Promise<T>,
): Promise<Answer<T | typeof CANCELLED>> {
  let call: Promise<T | typeof CANCELLED> | undefined;
  const answer = program.recordWait({ ...called, name: first }, (limits) => {
    noteAbort(program, called.args.at(-1), limits);
    call = orCancelled(act(limits), limits);
    return call;
  });
  const stages = others.map((name) => program.record({ ...called, name }, () => call as Promise<T | typeof CANCELLED>));
  await Promise.all(stages);
  return answer;
}

/** What is known beyond the times of calls and answers of when the moments of calls were. */
export function narrowed(operations: readonly Operation[]): Operation[] {
  const aborts = new Map(
    operations.filter(({ object }) => object === SIGNALS).map(({ args, called }) => [args[0], called]),
  );
  return operations.map((operation) => {
    if (operation.outcome.kind !== 'value') return operation;
    if (operation.name === ARRIVE) return arrivedInOrder(operation, operations);
    const abort = wasGivenUp(operation) ? aborts.get(operation.args.at(-1)) : undefined;
    return { ...operation, called: Math.max(operation.called, abort ?? 0) };
  });
}

/** The calls of a client arrive in their order: none arrives after the answer to one that was made later. */
function arrivedInOrder(operation: Operation, operations: readonly Operation[]): Operation {
  const later = operations.filter(({ client, called }) => client === operation.client && called > operation.called);
  const answers = later.filter(wasAnswered).map(({ returned }) => returned);
  return { ...operation, returned: Math.min(operation.returned, ...answers) };
}

/** By the broker. What was given up may never have left. */
function wasAnswered(operation: Operation): boolean {
  return operation.object !== SIGNALS && operation.outcome.kind === 'value' && !wasGivenUp(operation);
}

function wasGivenUp({ outcome }: Operation): boolean {
  return outcome.kind === 'value' && outcome.value === CANCELLED;
}

function noteAbort(program: Program, call: unknown, { signal }: CallOptions): void {
  const called = { object: SIGNALS, type: 'signal', name: 'abort', args: [call] };
  signal?.addEventListener('abort', () => void program.record(called, async () => {}));
}

async function orCancelled<T>(call: Promise<T>, { signal }: CallOptions): Promise<T | typeof CANCELLED> {
  try {
    return await call;
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return CANCELLED;
    throw error;
  }
}
