import { errorClass } from '../../protocol/errors.js';
import { textOf } from '../objects/text-of.js';

/** The builtin classes by the names that errors carry. An own class of a user's is not known where the error arrives. */
const builtins = new Map<string, new (message: string) => Error>(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((type) => [type.name, type]),
);

/** What `errorFields` puts first; own fields of these names are not repeated. */
const standard = new Set(['name', 'message', 'stack', 'cause']);

/**
 * What travels of an error: `name` and `message`, `stack` where it is a string, `cause` and a hidden `errors` where the
 * error has them, then its own enumerable fields.
 */
export function errorFields(error: Error): Map<string, unknown> {
  const fields = new Map<string, unknown>([
    ['name', nameOf(error)],
    ['message', textOf(error.message)],
  ]);
  const stack = stackOf(error);
  if (stack !== undefined) fields.set('stack', stack);
  if (Object.hasOwn(error, 'cause')) fields.set('cause', error.cause);
  if (Object.hasOwn(error, 'errors')) fields.set('errors', Reflect.get(error, 'errors'));
  for (const field of Object.keys(error)) {
    if (!standard.has(field)) fields.set(field, Reflect.get(error, field));
  }
  return fields;
}

/** A class of a user's that gives no name of its own is called by its class, rather than one more `Error`. */
function nameOf(error: Error): string {
  const name = textOf(error.name);
  if (name !== 'Error' || typeof error.constructor !== 'function') return name;
  const className: unknown = error.constructor.name;
  return typeof className === 'string' && className !== '' ? className : name;
}

/** Where a loader maps stacks to sources, they are made when they are read, of name and message, which may give no text. */
function stackOf(error: Error): string | undefined {
  try {
    return typeof error.stack === 'string' ? error.stack : undefined;
  } catch {
    return undefined;
  }
}

/**
 * An error as it was: of the builtin class of its name, or of holdall's class where both code and name say so, else an
 * `Error` with that name. Its stack is the original's. `undefined` when the standard fields have the wrong types.
 */
export function errorFromFields(fields: Record<string, unknown>): Error | undefined {
  const { name, message, stack } = fields;
  if (typeof name !== 'string' || typeof message !== 'string') return undefined;
  if (stack !== undefined && typeof stack !== 'string') return undefined;
  const error = instance(name, message, fields);
  if (error.name !== name) hide(error, 'name', name);
  hide(error, 'stack', stack);
  if (Object.hasOwn(fields, 'cause')) hide(error, 'cause', fields['cause']);
  for (const [field, value] of Object.entries(fields)) {
    if (standard.has(field) || (field === 'errors' && error instanceof AggregateError)) continue;
    Object.defineProperty(error, field, { value, enumerable: true, configurable: true, writable: true });
  }
  return error;
}

function instance(name: string, message: string, fields: Record<string, unknown>): Error {
  const { code, errors } = fields;
  if (name === 'AggregateError' && Array.isArray(errors)) return new AggregateError(errors, message);
  const own = typeof code === 'string' ? errorClass(code) : undefined;
  if (own !== undefined && own.name === name) return new own(message);
  return new (builtins.get(name) ?? Error)(message);
}

/** As the language itself keeps these fields: there, but not listed. */
function hide(error: Error, field: string, value: unknown): void {
  Object.defineProperty(error, field, { value, enumerable: false, configurable: true, writable: true });
}
