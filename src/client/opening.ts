import { ArgumentError, LimitError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { Plain } from '../../protocol/messages.js';
import type { Option } from '../objects/contract.js';
import { describe, withArticle } from '../objects/describe.js';
import type { ClientCodec } from '../objects/kinds.js';
import { checkOptions } from '../objects/options.js';
import { isPlainText } from '../wire/index.js';

/** What turns options into what travels: values, and the handles of proxies. */
export interface OptionCodec extends ClientCodec {
  /** The handle of a proxy. Throws `ArgumentError` for what is none. */
  handleOfOption(given: unknown, what: string): number;
}

/** Throws `ArgumentError` or `LimitError` for what cannot be an object's name. */
export function checkName(type: string, name: string): void {
  if (typeof name !== 'string' || name === '') {
    throw new ArgumentError(
      `the name of ${withArticle(type)} must be a string of one character or more; got ${describe(name)}`,
    );
  }
  // UTF-8 does not hold half a character, and readers may drop a byte order mark: two names would become one.
  if (!isPlainText(name)) {
    throw new ArgumentError(
      `the name of ${withArticle(type)} must hold no lone surrogates and begin with no byte order mark; got ${describe(name)}`,
    );
  }
  const bytes = Buffer.byteLength(name);
  if (bytes > limits.nameBytes) {
    throw new LimitError(
      `the name of ${withArticle(type)} may take ${limits.nameBytes} bytes in UTF-8; this one takes ${bytes}`,
    );
  }
}

/** Options as they travel, without those that are `undefined`. The broker checks what they mean. */
export function wireOptions(
  type: string,
  known: Readonly<Record<string, Option>>,
  options: object,
  codec: OptionCodec,
): { [name: string]: Plain } {
  checkOptions(options, Object.keys(known), type);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, wireOption(known[name] as Option, value, codec, `option ${name} of ${type}`)]),
  );
}

function wireOption(option: Option, given: unknown, codec: OptionCodec, what: string): Plain {
  if (option.holdsValue) return bareValue(given, codec, what);
  if (given === null) return null;
  if (option.refersTo) return codec.handleOfOption(given, what);
  const isScalar = ['string', 'number', 'boolean'].includes(typeof given);
  if (isScalar && !(typeof given === 'string' && given.length > limits.nameBytes)) return given as Plain;
  throw new ArgumentError(`${what} must be a word, a number or a flag; got ${describe(given)}`);
}

/** A value that refers to no shared objects: an object's options outlive the session that knows the handles. */
function bareValue(given: unknown, codec: OptionCodec, what: string): Plain {
  const encoded = codec.encodeValue(given, what);
  if (!Array.isArray(encoded)) return encoded as Plain;
  throw new ArgumentError(`${what} may hold no proxies: set the value after opening`);
}
