const LONGEST_TEXT = 40;

/** What something is, in a few words, for the error that refuses it: never longer than a line. */
export function describe(got: unknown): string {
  switch (typeof got) {
    case 'string':
      return JSON.stringify(shortened(got));
    case 'function':
    case 'symbol':
    case 'bigint':
      return withArticle(typeof got);
    case 'object':
      return got === null ? 'null' : describeObject(got);
    default:
      return String(got);
  }
}

/** A noun with `a` or `an` before it, by its first letter. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

function describeObject(got: object): string {
  if (got instanceof Uint8Array) return `${got.length} bytes`;
  if (Array.isArray(got)) return `an array of ${got.length}`;
  const className = classNameOf(got);
  return className === undefined ? 'an object' : `an instance of ${shortened(className)}`;
}

/** The name of its class; `undefined` for an object without one. Taken by descriptors, so that no getter runs. */
function classNameOf(got: object): string | undefined {
  const maker = fieldOf(Object.getPrototypeOf(got), 'constructor');
  const name = typeof maker === 'function' ? fieldOf(maker, 'name') : undefined;
  return typeof name === 'string' && !['', 'Object'].includes(name) ? name : undefined;
}

function fieldOf(owner: object | null, name: string): unknown {
  return owner ? Object.getOwnPropertyDescriptor(owner, name)?.value : undefined;
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
