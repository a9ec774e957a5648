import type { BrokerLimitName } from '../../protocol/broker-limits.js';
import { HoldallError, type HoldallErrorOptions, LimitError, Overloaded } from '../../protocol/errors.js';
import type { Turn } from './contract.js';

type Limiting = new (message: string, options?: HoldallErrorOptions) => HoldallError;

const names = new WeakMap<object, BrokerLimitName>();

/** An error that says that a limit is reached, and can be asked which. */
export function reached(limit: BrokerLimitName, message: string, Class: Limiting = LimitError): HoldallError {
  const error = new Class(message);
  names.set(error, limit);
  return error;
}

/** The limit that an error tells of, if it does. */
export function limitIn(error: unknown): BrokerLimitName | undefined {
  return error instanceof HoldallError ? names.get(error) : undefined;
}

/** Throws where a call is about to make more of what came with it than the broker may take in. */
export function checkRoom(call: Turn & { readonly calledAs: string }, bytes: number): void {
  if (call.mayTake(bytes)) return;
  throw reached(
    'memoryBytes',
    `${call.calledAs}: it would take ${bytes} bytes of memory, more than the broker may take in now (memoryBytes): try again when others have made room`,
    Overloaded,
  );
}
