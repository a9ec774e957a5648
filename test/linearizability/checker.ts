import { EVERY_OBJECT, type Operation, SESSION_ENDED, saysNothing } from './history.js';
import type { Model } from './models/model.js';
import { Search } from './search.js';
import type { Call } from './timeline.js';

/** What was found out about one object. */
export interface Verdict {
  readonly object: string;
  readonly type: string;
  /** `unknown`: the budget was used up before there was an answer. Nothing may be concluded from that. */
  readonly is: 'linearizable' | 'not linearizable' | 'unknown';
  /** An order in which the operations could have been carried out one by one; where there is none, the longest begin of one. */
  readonly order: readonly Operation[];
  /** Where there is none: the operations that no order has next, and the state of the object in which it has not. */
  readonly stuck: readonly Operation[];
  readonly state: string;
  readonly steps: number;
}

export interface Options {
  /** How many steps the search makes for one object before it gives up. */
  readonly budget?: number;
}

/** Takes some seconds at the most. */
const DEFAULT_BUDGET = 200_000;

/** Says how the object was made. */
export type ModelFor = (type: string, object: string) => Model<unknown>;

/**
 * Judges a history, object by object: linearizable as a whole is what is linearizable for each object. An operation in
 * doubt may have taken effect at any time since it was called, or never.
 */
export function check(history: readonly Operation[], modelFor: ModelFor, options: Options = {}): Verdict[] {
  const telling = history.filter((operation) => !saysNothing(operation));
  const objects = new Set(telling.map(({ object }) => object));
  objects.delete(EVERY_OBJECT);
  return [...objects].map((object) => {
    const own = telling.filter((operation) => operation.object === object);
    const clients = new Set(own.map(({ client }) => client));
    const endings = telling.filter((operation) => operation.object === EVERY_OBJECT && clients.has(operation.client));
    const { type } = own[0] as Operation;
    return { object, type, ...judge([...own, ...endings], modelFor(type, object), options) };
  });
}

/** Judges the operations on one object. */
function judge(
  operations: readonly Operation[],
  model: Model<unknown>,
  { budget = DEFAULT_BUDGET }: Options,
): Omit<Verdict, 'object' | 'type'> {
  const { end, order, stuck, state, steps } = new Search(model, callsOf(operations, model)).run(budget);
  const is = { 'whole order': 'linearizable', 'no order': 'not linearizable', 'out of steps': 'unknown' } as const;
  return { is: is[end], order: order.map(operationOf), stuck: stuck.map(operationOf), state, steps };
}

/** Without those in doubt that would only have looked: whether they did is the same to all. */
function callsOf(operations: readonly Operation[], model: Model<unknown>): Call[] {
  const isEnding = ({ name }: Operation) => name === SESSION_ENDED;
  const sessionEnds = new Set(operations.filter(isEnding).map(({ client }) => client));
  const judged = operations
    .map((operation) => {
      const turn = { ...operation, sessionEnds: sessionEnds.has(operation.client) };
      const looks = !isEnding(operation) && (operation.outcome.kind === 'error' || model.looks(turn));
      return { operation, turn, looks, isOpen: operation.returned === Number.POSITIVE_INFINITY };
    })
    .filter(({ looks, isOpen }) => !(looks && isOpen));
  const endOf = new Map(
    judged.flatMap(({ operation }, index) => (isEnding(operation) ? [[operation.client, index]] : [])),
  );
  return judged.map((call, index) => ({
    ...call,
    index,
    sessionEnd: isEnding(call.operation) ? undefined : endOf.get(call.operation.client),
  }));
}

function operationOf({ operation }: Call): Operation {
  return operation;
}
