import { nothing, plainly } from '../kinds.js';
import { operation, reading } from '../operation.js';

/** What an event does, by the names on the wire. PROTOCOL.md, "Event". */
export const eventOperations = {
  set: operation([], nothing),
  clear: operation([], nothing),
  isSet: operation([], plainly<boolean>(), reading),
  wait: operation([], plainly<boolean>(), { ...reading, line: 'wait', late: { result: false } }),
};
