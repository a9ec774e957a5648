import type { ErrorCode } from '../../protocol/errors.js';

/** One call as its client saw it. Of the times only the order counts: they are places among all events of the run. */
export interface Operation {
  /** The session that made it. A program whose session ended goes on under another name. */
  readonly client: string;
  readonly object: string;
  readonly type: string;
  readonly name: string;
  /** Plain: numbers, strings, booleans, arrays of these. */
  readonly args: readonly unknown[];
  readonly called: number;
  /** `Infinity` while it is in doubt. */
  readonly returned: number;
  readonly outcome: Outcome;
}

export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  /** A refusal. */
  | { readonly kind: 'error'; readonly code: ErrorCode }
  /** It may have taken effect, at any time since it was called, or may still, or never. */
  | { readonly kind: 'unknown' };

/** The name of what the broker does when a session ends; its `client` is that session. */
export const SESSION_ENDED = 'sessionEnded';

/** In the place of an object: all that the session used. */
export const EVERY_OBJECT = '*';

/** The refusals that tell something of the object. All others tell that the call had no effect, and nothing else. */
const telling: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'KEY',
  'INDEX',
  'VALUE',
  'EMPTY',
  'FULL',
  'SHUT_DOWN',
  'NOT_LOCKED',
  'NOT_OWNER',
]);

/** Whether the call had no effect and nothing can be concluded from it. */
export function saysNothing({ outcome }: Operation): boolean {
  return outcome.kind === 'error' && !telling.has(outcome.code);
}

/**
 * The end of a session, for the history. Every session that ended during the run needs one: what it was handed out or held
 * would be missed otherwise. From `called` on it can have ended; by `returned` it had, `Infinity` if nobody saw that.
 */
export function sessionEnded(client: string, called: number, returned = Number.POSITIVE_INFINITY): Operation {
  const outcome = { kind: 'value', value: undefined } as const;
  return { client, object: EVERY_OBJECT, type: '', name: SESSION_ENDED, args: [], called, returned, outcome };
}
