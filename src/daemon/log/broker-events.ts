import type { BrokerEvent } from '../../broker/events.js';
import type { Log } from './log.js';

type Kind = BrokerEvent['kind'];

/** How much each event matters. A new kind does not compile without a line here. */
const levels: Readonly<Record<Kind, 'debug' | 'info' | 'warn' | 'error'>> = {
  'session opened': 'info',
  'session ended': 'info',
  refused: 'warn',
  denied: 'warn',
  'session lost': 'info',
  'session resumed': 'info',
  'session kicked': 'warn',
  'slow client cut': 'warn',
  'object dropped': 'warn',
  'object renamed': 'warn',
  deadlock: 'warn',
  fault: 'error',
  stopping: 'debug',
  'limit reached': 'warn',
};

/** Tells one event of a broker in one line. */
export function logEvent({ to }: Log, { kind, ...fields }: BrokerEvent): void {
  to[levels[kind]](fields, kind);
}
