/**
 * What a value in the configuration file may be. A shape checks a value and tells every mistake in it, and is also the
 * part of the JSON Schema that says the same to an editor.
 */
import { describe } from '../../objects/describe.js';
import { isPlainObject } from '../../objects/plain-objects.js';
import { guess } from '../cli/nearest.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Tells a mistake at a place in the file. */
export type Tell = (path: string, mistake: string) => void;

export interface Shape<T> {
  readonly schema: JsonSchema;
  check(value: unknown, path: string, tell: Tell): void;
  /** Only for the compiler: what a value without mistakes is. */
  readonly type?: T;
}

export type TypeOf<S> = S extends Shape<infer T> ? T : never;

/** A text; with a pattern, one that matches it as a whole. `wanted` ends the sentence "it must be …". */
export function text(wanted: string, pattern?: RegExp): Shape<string> {
  return {
    schema: { type: 'string', ...(pattern && { pattern: pattern.source }) },
    check(value, path, tell) {
      if (typeof value !== 'string' || (pattern && !pattern.test(value))) tell(path, mustBe(wanted, value));
    },
  };
}

/** The same for what may be a secret put in the wrong place: no error shows it. */
export function hiddenText(wanted: string, pattern: RegExp): Shape<string> {
  return {
    schema: { type: 'string', pattern: pattern.source },
    check(value, path, tell) {
      if (typeof value !== 'string') tell(path, mustBe(wanted, value));
      else if (!pattern.test(value)) tell(path, `it must be ${wanted}; it is another text of ${value.length}`);
    },
  };
}

export function wholeNumber(wanted: string, least: number, most: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  return {
    schema: { type: 'integer', minimum: least, maximum: most },
    check(value, path, tell) {
      const isRight = Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
      if (!isRight) tell(path, mustBe(wanted, value));
    },
  };
}

export const flag: Shape<boolean> = {
  schema: { type: 'boolean' },
  check(value, path, tell) {
    if (typeof value !== 'boolean') tell(path, mustBe('true or false', value));
  },
};

export function oneOf<const Words extends readonly string[]>(words: Words): Shape<Words[number]> {
  return {
    schema: { enum: words },
    check(value, path, tell) {
      if (words.includes(value as string)) return;
      const meant = typeof value === 'string' ? guess(value, words) : '';
      tell(path, `${mustBe(`one of ${words.join(', ')}`, value)}${meant}`);
    },
  };
}

export function listOf<T>(one: Shape<T>, wanted: string): Shape<readonly T[]> {
  return {
    schema: { type: 'array', items: one.schema },
    check(value, path, tell) {
      if (!Array.isArray(value)) tell(path, mustBe(`an array of ${wanted}`, value));
      else for (const [index, each] of value.entries()) one.check(each, `${path}[${index}]`, tell);
    },
  };
}

/** One, or an array of them. */
export function oneOrMore<T>(one: Shape<T>, wanted: string): Shape<T | readonly T[]> {
  const several = listOf(one, wanted);
  return {
    schema: { anyOf: [one.schema, several.schema] },
    check: (value, path, tell) => (Array.isArray(value) ? several : one).check(value, path, tell),
  };
}

/** An object with names that its author chooses. */
export function recordOf<T>(
  names: RegExp,
  wantedName: string,
  one: Shape<T>,
  example: string,
): Shape<Readonly<Record<string, T>>> {
  return {
    schema: { type: 'object', propertyNames: { pattern: names.source }, additionalProperties: one.schema },
    check(value, path, tell) {
      if (!isPlainObject(value)) return tell(path, mustBe(`an object, as ${example}`, value));
      for (const [name, each] of Object.entries(value)) {
        if (!names.test(name)) tell(within(path, name), `the name must be ${wantedName}`);
        one.check(each, within(path, name), tell);
      }
    },
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Described = { readonly description?: string };

/** What an object with these fields is: those of `needed` must be there. */
type ObjectOf<N extends Fields, O extends Fields> = { readonly [K in keyof N]: TypeOf<N[K]> } & {
  readonly [K in keyof O]?: TypeOf<O[K]>;
};

/** An object with a fixed set of fields. */
export function objectOf<const N extends Fields, const O extends Fields>(
  needed: N,
  optional: O,
): Shape<ObjectOf<N, O>> {
  const fields = new Map<string, Shape<unknown>>([...Object.entries(needed), ...Object.entries(optional)]);
  const known = [...fields.keys()];
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries([...fields].map(([name, { schema }]) => [name, schema])),
      ...(Object.keys(needed).length > 0 && { required: Object.keys(needed) }),
      additionalProperties: false,
    },
    check(value, path, tell) {
      if (!isPlainObject(value)) return tell(path, mustBe(`an object with ${known.join(', ')}`, value));
      for (const [name, each] of Object.entries(value)) {
        const shape = fields.get(name);
        if (shape) shape.check(each, within(path, name), tell);
        else tell(within(path, name), `there is no such key; there are ${known.join(', ')}${guess(name, known)}`);
      }
      for (const name of Object.keys(needed)) {
        if (!Object.hasOwn(value, name)) tell(within(path, name), 'it is missing');
      }
    },
  };
}

/** The same shape, with words for who edits the file. */
export function described<T>(description: string, shape: Shape<T>): Shape<T> & Described {
  return { ...shape, schema: { description, ...shape.schema } };
}

function mustBe(wanted: string, value: unknown): string {
  return `it must be ${wanted}; it is ${describe(value)}`;
}

/** As in JavaScript, with brackets where the name is no word. */
function within(path: string, name: string): string {
  if (!/^[\w$]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
