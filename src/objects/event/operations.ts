import { nothing, plainly } from '../kinds.js';
import { operation } from '../operation.js';

/** What an event does, by the names on the wire. PROTOCOL.md, "Event". */
export const eventOperations = {
  set: operation([], nothing),
  clear: operation([], nothing),
  isSet: operation([], plainly<boolean>()),
  wait: operation([], plainly<boolean>(), { line: 'wait', late: { result: false } }),
};
