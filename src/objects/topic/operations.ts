import { list, plainly, value } from '../kinds.js';
import { operation, reading } from '../operation.js';

/** What a topic does, by the names on the wire. PROTOCOL.md, "Topic". */
export const topicOperations = {
  publish: operation([['value', value]], plainly<number>()),
  publishMany: operation([['values', list(value)]], plainly<number>()),
  subscribers: operation([], plainly<number>(), reading),
};
