import { aValue, nothing, plainly, positive, takenValues } from '../kinds.js';
import { operation, reading } from '../operation.js';

const taking = { line: 'next' } as const;

/** What a subscription does, by the names on the wire. PROTOCOL.md, "Subscription". */
export const subscriptionOperations = {
  next: operation([], aValue, taking),
  nextMany: operation([['max', positive]], takenValues, taking),
  size: operation([], plainly<number>(), reading),
  dropped: operation([], plainly<number>(), reading),
  fellBehind: operation([], plainly<boolean>(), reading),
  close: operation([], nothing),
};
