import { BrokerGoneError } from '../../protocol/errors.js';
import type { Fate } from './session.js';

const VERDICTS = {
  no: '; the call was not made',
  unknown: '; whether the call took effect is not known',
} as const;

/** The broker is gone for good, as far as this session is concerned. `reason` is what was seen of it. */
export function goneBecause(address: string, reason: string): Fate {
  return (happened) => {
    const verdict = happened === undefined ? '' : VERDICTS[happened];
    return new BrokerGoneError(`the broker at ${address} is gone or out of reach (${reason})${verdict}`, { happened });
  };
}
