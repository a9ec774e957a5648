import type { Case } from './cases.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * A smaller case that fails as well: parts are left out, or replaced by something plain, as long as that can be done. `fails`
 * is asked no more than `most` times.
 */
export function minimize(wanted: Case, fails: (smaller: Case) => boolean, most = 1_000): Case {
  let smallest = wanted;
  let left = most;
  for (let hasShrunk = true; hasShrunk; ) {
    hasShrunk = false;
    for (const smaller of smallerThan(smallest as unknown as Json)) {
      if (left-- <= 0) return smallest;
      if (!stillFails(smaller as unknown as Case, fails)) continue;
      smallest = smaller as unknown as Case;
      hasShrunk = true;
      break;
    }
  }
  return smallest;
}

/** What is left may be no case at all. */
function stillFails(smaller: Case, fails: (smaller: Case) => boolean): boolean {
  try {
    return fails(smaller);
  } catch {
    return false;
  }
}

/** The large parts first. */
function* smallerThan(json: Json): Iterable<Json> {
  if (Array.isArray(json)) yield* smallerArrays(json);
  else if (typeof json === 'string') yield* smallerTexts(json);
  else if (typeof json === 'number')
    yield* [0, 1, Math.trunc(json / 2)].filter((number) => Math.abs(number) < Math.abs(json));
  else if (json !== null && typeof json === 'object') yield* smallerObjects(json as { readonly [name: string]: Json });
}

function* smallerArrays(array: readonly Json[]): Iterable<Json> {
  for (let length = Math.ceil(array.length / 2); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2)) {
    for (let at = 0; at + length <= array.length; at += length) yield array.toSpliced(at, length);
  }
  for (const [index, item] of array.entries()) {
    for (const smaller of smallerThan(item)) yield array.with(index, smaller);
  }
}

function* smallerObjects(object: { readonly [name: string]: Json }): Iterable<Json> {
  for (const [name, item] of Object.entries(object)) {
    const { [name]: _, ...others } = object;
    yield others;
    for (const smaller of smallerThan(item)) yield { ...object, [name]: smaller };
  }
}

function* smallerTexts(text: string): Iterable<Json> {
  if (text.length > 8) yield text.slice(0, Math.ceil(text.length / 4) * 2);
  if (text.length > 2) yield text.slice(0, -2);
}
