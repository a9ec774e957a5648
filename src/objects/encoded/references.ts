import { ReferringValue, type Stored } from '../stored.js';
import { endOf, extension, nonsense, pieceAt, transparent } from './pieces.js';

/** The encoding of a stored value, without what it refers to. */
export function encodingOf(value: Stored): Uint8Array {
  return value instanceof ReferringValue ? value.bytes : value;
}

/** The ids that a stored value refers to, by their indexes in its encoding. */
export function referencesOf(value: Stored): readonly string[] {
  return value instanceof ReferringValue ? value.references : [];
}

/** A copy of the encoding, to stand in one whose list of references begins with `by` others. */
export function shifted(encoding: Uint8Array, by: number): Uint8Array {
  return reindexed(encoding, (index) => index + by);
}

/** The value of this encoding with those of `references` that it refers to, and in a copy of its own. */
export function stored(encoding: Uint8Array, references: readonly string[]): Stored {
  const used: string[] = [];
  const places = new Map<number, number>();
  const copy = reindexed(encoding, (index) => {
    const reference = references[index];
    if (reference === undefined) throw nonsense();
    const place = places.get(index) ?? used.push(reference) - 1;
    places.set(index, place);
    return place;
  });
  return used.length === 0 ? copy : new ReferringValue(copy, used);
}

function reindexed(encoding: Uint8Array, newIndex: (index: number) => number): Uint8Array {
  const copy = new Uint8Array(encoding);
  const view = new DataView(copy.buffer);
  for (const place of referencePlaces(copy)) view.setUint32(place, newIndex(view.getUint32(place)));
  return copy;
}

/** Where the indexes of references stand, 4 bytes each. */
function* referencePlaces(bytes: Uint8Array): Iterable<number> {
  const end = endOf(bytes, 0);
  for (let at = 0; at < end; ) {
    const { kind, body, length, code } = pieceAt(bytes, at);
    const isReference = kind === 'extension' && code === extension.reference;
    if (isReference && length !== 4) throw nonsense();
    if (isReference) yield body;
    // What stands inside comes next anyway.
    const isOpen = kind === 'array' || kind === 'map' || (kind === 'extension' && transparent.includes(code));
    at = isOpen ? body : body + length;
  }
}
