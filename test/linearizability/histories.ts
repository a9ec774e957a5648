import type { ErrorCode } from '../../protocol/errors.js';
import type { Operation, Outcome } from './history.js';

/** Who asks what of an object. */
type Asked = readonly [client: string, name: string, ...args: unknown[]];

/** Ways to tell what happened to an object: each call with the times of its begin and its end. */
export function tellingOf(object: string) {
  const operation = (
    [client, name, ...args]: Asked,
    outcome: Outcome,
    called: number,
    returned: number,
  ): Operation => ({
    client,
    object,
    type: 'test',
    name,
    args,
    called,
    returned,
    outcome,
  });
  return {
    answered: (asked: Asked, value: unknown, called: number, returned: number) =>
      operation(asked, { kind: 'value', value }, called, returned),
    refused: (asked: Asked, code: ErrorCode, called: number, returned: number) =>
      operation(asked, { kind: 'error', code }, called, returned),
    inDoubt: (asked: Asked, called: number) => operation(asked, { kind: 'unknown' }, called, Number.POSITIVE_INFINITY),
  };
}
