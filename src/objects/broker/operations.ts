import { aValue, optional, plainly, value } from '../kinds.js';
import { operation } from '../operation.js';

/** How much of everything a broker holds at a moment. */
export interface Census {
  /** Sessions, those that may still resume among them. */
  readonly sessions: number;
  /** Shared objects, named and unnamed. */
  readonly objects: number;
  /** Calls that wait in a line. */
  readonly waiting: number;
  /** Answers that their receivers have not acknowledged yet. */
  readonly unacknowledged: number;
  /** References that sessions hold. */
  readonly references: number;
}

/** What the broker itself does, under handle 0. PROTOCOL.md, "The broker object". */
export const brokerOperations = {
  ping: operation([['value', optional(value)]], aValue),
  numberOfObjects: operation([], plainly<number>()),
  census: operation([], plainly<Census>()),
};
