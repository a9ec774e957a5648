import { EncodingError } from '../../protocol/errors.js';

/** Every sentence that says why a value cannot travel, beside what to write instead. Each follows the path to it. */
export const refusals = {
  function: 'is a function: functions cannot travel between processes; send its result or its name instead',
  symbol: 'is a symbol: symbols cannot travel between processes; send its description instead',
  reference: 'is a shared object: it can be stored as a value, but not be a key or be compared; use its name instead',
  proto: 'has a field named __proto__, which could change the prototype of the receiver’s copy; use a Map instead',
  depth: (levels: number) =>
    `is nested more than ${levels} levels deep; send it in a flatter form, as a list of its parts`,
  transferred: 'is memory that was transferred away: send it before, or send a copy of it',
  imitation: 'is a proxy or an imitation of a collection; send a copy, made with its constructor, instead',
  cycle: (ancestor: string) => `refers back to ${ancestor}: cycles cannot travel; send an id in its place`,
} as const;

const hidden = 'keeps its content where it cannot be copied; send the parts you need instead';
const endless = 'would have to be run to the end; send its items as an array instead';
const weak = 'refers to objects of this process only; send a Map, a Set or the object itself instead';

/** Builtin objects that structured clone refuses or empties, by their tags: why they cannot travel, and what can. */
const untravelled: Readonly<Record<string, string>> = {
  Promise: 'is a promise: await it first',
  Map: refusals.imitation,
  Set: refusals.imitation,
  WeakMap: weak,
  WeakSet: weak,
  WeakRef: weak,
  FinalizationRegistry: weak,
  Symbol: refusals.symbol,
  SharedArrayBuffer: 'is memory of this process only; send a copy of its bytes, as a Uint8Array',
  Generator: endless,
  AsyncGenerator: endless,
  'Array Iterator': endless,
  'Map Iterator': endless,
  'Set Iterator': endless,
  'Iterator Helper': endless,
  URL: 'is a URL: send its href instead',
  URLSearchParams: 'is a URLSearchParams: send its string instead',
  AbortController: 'works in this process only; give the signal to the call itself',
  AbortSignal: 'works in this process only; give the signal to the call itself',
  Blob: hidden,
  File: hidden,
  FormData: hidden,
  Headers: hidden,
  Request: hidden,
  Response: hidden,
  ReadableStream: hidden,
  WritableStream: hidden,
  TransformStream: hidden,
  MessagePort: hidden,
};

/** Why an object with this tag (`Object.prototype.toString`) cannot travel; `undefined` where nothing is known against it. */
export function refusalOf(tag: string): string | undefined {
  const name = tag.slice('[object '.length, -1);
  return Object.hasOwn(untravelled, name) ? untravelled[name] : undefined;
}

const LONGEST_PATH = 200;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

export function refuse(path: string, why: string): EncodingError {
  return new EncodingError(`${path} ${why}`);
}

/**
 * The way from the value to a part of it, as one would write it: `value.jobs[3].run`. `containers` are what lies on
 * the way, outermost first, and `steps` where it continues in each: a field's name, an index, for a Set the member's
 * number, for a Map twice the entry's number, plus one for its value.
 */
export function pathOf(what: string, containers: readonly object[], steps: readonly (string | number)[]): string {
  let path = what;
  containers.forEach((container, depth) => {
    path += stepOf(container, steps[depth] as string | number);
  });
  return path.length <= LONGEST_PATH ? path : `${path.slice(0, LONGEST_PATH / 2)} … ${path.slice(-LONGEST_PATH / 4)}`;
}

function stepOf(container: object, step: string | number): string {
  if (typeof step === 'string') return IDENTIFIER.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  if (container instanceof Map) return mapStepOf(container, step);
  if (container instanceof Set) return `.<member ${step + 1}>`;
  return `[${step}]`;
}

function mapStepOf(map: ReadonlyMap<unknown, unknown>, step: number): string {
  const entry = Math.floor(step / 2);
  if (step % 2 === 0) return `.<key ${entry + 1}>`;
  const key = [...map.keys()][entry];
  return typeof key === 'string' || typeof key === 'number' ? `.get(${JSON.stringify(key)})` : `.<value ${entry + 1}>`;
}

/** What a thing is, in a few words without its content, for the messages of errors. */
export function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'string')
    return value.length > 40 ? `a string of ${value.length} characters` : JSON.stringify(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}
