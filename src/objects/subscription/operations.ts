import { aValue, nothing, plainly, positive, takenValues } from '../kinds.js';
import { operation } from '../operation.js';

const reading = { line: 'next' } as const;

/** What a subscription does, by the names on the wire. PROTOCOL.md, "Subscription". */
export const subscriptionOperations = {
  next: operation([], aValue, reading),
  nextMany: operation([['max', positive]], takenValues, reading),
  size: operation([], plainly<number>()),
  dropped: operation([], plainly<number>()),
  fellBehind: operation([], plainly<boolean>()),
  close: operation([], nothing),
};
