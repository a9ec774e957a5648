/** Values inside of stored values: found, set, counted up and taken out, each with the objects that it refers to. */
import { LimitError, ValueError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import type { Stored } from '../stored.js';
import { sum } from './arithmetic.js';
import { numberIn, numberItem } from './numbers.js';
import { edited, itemAt, type Path, wayTo } from './paths.js';
import { depthOf } from './pieces.js';
import { encodingOf, referencesOf, shifted, stored } from './references.js';
import { mapHeader } from './writing.js';

/** What stands where there is nothing yet, to have fields set in it: an object without any. */
const NO_FIELDS = mapHeader(0);

/** The value that a path leads to; `undefined` where there is none. */
export function partOf(whole: Stored, path: Path): Stored | undefined {
  const item = itemAt(encodingOf(whole), path);
  return item && stored(item, referencesOf(whole));
}

/** The value with another one at the end of the path. */
export function withPart(whole: Stored = NO_FIELDS, path: Path, part: Stored): Stored {
  const encoding = encodingOf(part);
  if (path.length + depthOf(encoding) > limits.valueDepth) {
    throw new ValueError(`the value would be nested more than ${limits.valueDepth} levels deep`);
  }
  const references = referencesOf(whole);
  const item = shifted(encoding, references.length);
  return bounded(
    edited(encodingOf(whole), path, () => item),
    [...references, ...referencesOf(part)],
  );
}

/** The value with the number at the end of the path changed by `by`, and that number. Where there is none it counts as 0. */
export function withSum(whole: Stored = NO_FIELDS, path: Path, by: number | bigint): readonly [Stored, Uint8Array] {
  let result = numberItem(by);
  const encoding = edited(encodingOf(whole), path, (before = numberItem(0)) => {
    const where = wayTo(path, path.length);
    if (numberIn(before) === undefined) throw new ValueError(`${where} is no number`);
    result = sum(before, by, where);
    return result;
  });
  return [bounded(encoding, referencesOf(whole)), result];
}

/** The value without what the path leads to; `undefined` if that is nothing. */
export function withoutPart(whole: Stored, path: Path): Stored | undefined {
  const encoding = encodingOf(whole);
  if (itemAt(encoding, path) === undefined) return undefined;
  return stored(
    edited(encoding, path, () => undefined),
    referencesOf(whole),
  );
}

/** What grows by parts is to travel like what came whole. */
function bounded(encoding: Uint8Array, references: readonly string[]): Stored {
  if (encoding.length > limits.valueBytes) {
    throw new LimitError(`the value would take ${encoding.length} bytes; one value takes at most ${limits.valueBytes}`);
  }
  return stored(encoding, references);
}
