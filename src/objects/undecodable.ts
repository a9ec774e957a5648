import { EncodingError } from '../../protocol/errors.js';

/** Of several things that were taken from an object, some cannot be decoded here. */
export class PartlyDecoded extends Error {
  constructor(
    /** Those that can be, in their order. */
    readonly decoded: readonly unknown[],
    /** How many there were. */
    readonly count: number,
    /** What is wrong with the first of the others. */
    override readonly cause: unknown,
  ) {
    super();
  }
}

/** The call was carried out, but what it gave is not for this program to read, as a value of a newer JavaScript. */
export function undecodable(operation: string, failure: unknown): EncodingError {
  const cause = failure instanceof PartlyDecoded ? failure.cause : failure;
  const why = cause instanceof Error ? cause.message : String(cause);
  const error = new EncodingError(`${subject(operation, failure)} cannot be decoded here: ${why}`, {
    cause,
    happened: 'yes',
  });
  if (failure instanceof PartlyDecoded) error.decoded = failure.decoded;
  return error;
}

function subject(operation: string, failure: unknown): string {
  if (!(failure instanceof PartlyDecoded)) return `the result of ${operation}`;
  const { count, decoded } = failure;
  return `${count - decoded.length} of the ${count} values that ${operation} took (the others are in the error’s field decoded)`;
}
