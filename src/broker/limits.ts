import { type BrokerLimit, type BrokerLimits, brokerLimits, limitsFor } from '../../protocol/broker-limits.js';
import { ArgumentError } from '../../protocol/errors.js';
import { describe } from '../objects/describe.js';
import { checkOptions } from '../objects/options.js';
import { memoryForClients } from './machine.js';

/** All limits of a broker in this process, with those that were chosen. Throws `ArgumentError` for what is none. */
export function chosenLimits(given: unknown, what: string): BrokerLimits {
  if (given === undefined) return limitsFor({}, memoryForClients());
  checkOptions(given, Object.keys(brokerLimits), what);
  for (const [name, value] of Object.entries(given))
    checkLimit(name, brokerLimits[name as keyof BrokerLimits], value, what);
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return limitsFor(chosen, memoryForClients());
}

/** What the value of a limit must be, in words. */
export function wantedOf({ unit, least, most }: BrokerLimit): string {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  return `a whole number of ${unit}, ${range}`;
}

function checkLimit(name: string, limit: BrokerLimit, value: unknown, what: string): void {
  if (value === undefined) return;
  if (Number.isSafeInteger(value) && (value as number) >= limit.least && (value as number) <= limit.most) return;
  throw new ArgumentError(`${name} of ${what} must be ${wantedOf(limit)}; got ${describe(value)}`);
}
