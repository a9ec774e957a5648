import { IndexError, ValueError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { isEqual } from './equality.js';
import { numberIn } from './numbers.js';
import { compareBytes } from './order.js';
import { endOf, extension, nonsense, type Piece, pieceAt } from './pieces.js';
import { headerOf, joined, mapHeader } from './writing.js';

/** The name that no field may have: it would change what its receiver makes of the object. */
const PROTO = Uint8Array.of(0xa9, ...[...'__proto__'].map((letter) => letter.charCodeAt(0)));

/** The way to something inside a value: for each level the canonical encoding of a field's name, an index, or a key. */
export type Path = readonly Uint8Array[];

/** What becomes of the item at the end of a path; `undefined` for none. */
export type Edit = (before: Uint8Array | undefined) => Uint8Array | undefined;

/**
 * The item that a path leads to; `undefined` where there is none, also for an index out of range. Throws `ValueError` for a
 * path through no container.
 */
export function itemAt(encoding: Uint8Array, path: Path): Uint8Array | undefined {
  let start = 0;
  for (const [level, step] of path.entries()) {
    const place = containerAt(encoding, start, path, level).find(step);
    if (place === undefined) return undefined;
    start = place.value;
  }
  return encoding.subarray(start, endOf(encoding, start));
}

/**
 * The encoding with another item at the end of the path. Objects that are missing on the way are made, if there will be
 * something in them. An array takes an item behind its last one, and closes up where one is taken out.
 */
export function edited(encoding: Uint8Array, path: Path, edit: Edit): Uint8Array {
  if (path.length > limits.valueDepth) throw new ValueError(`a path has at most ${limits.valueDepth} steps`);
  const around: Container[] = [];
  let place: Place = { entry: 0, value: 0 };
  for (const [level, step] of path.entries()) {
    const container = containerAt(encoding, place.value, path, level);
    around.push(container);
    const next = container.find(step);
    if (next === undefined) return extended(encoding, around, path, edit);
    place = next;
  }
  const end = endOf(encoding, place.value);
  const after = edit(encoding.subarray(place.value, end));
  if (after !== undefined) return spliced(encoding, around, { from: place.value, to: end, bytes: after }, 0);
  if (path.length === 0) throw new ValueError('the path is empty: name what is to be taken out');
  return spliced(encoding, around, { from: place.entry, to: end, bytes: new Uint8Array() }, -1);
}

/** The encoding with something more at the end of the innermost of these containers, if there is to be something. */
function extended(encoding: Uint8Array, around: readonly Container[], path: Path, edit: Edit): Uint8Array {
  const container = around.at(-1) as Container;
  const step = path[around.length - 1] as Uint8Array;
  container.checkNew(step);
  const item = made(path, around.length, edit);
  if (item === undefined) return encoding;
  const end = endOf(encoding, container.items.start);
  const bytes = container.isKeyed ? joined([step, item]) : item;
  return spliced(encoding, around, { from: end, to: end, bytes }, 1);
}

/** Bytes that stand in the place of others. */
interface Patch {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

/**
 * The encoding with that change in it, by which the innermost of the containers around it has so many more entries. Of
 * the rest only headers change: those that say how long something is.
 */
function spliced(encoding: Uint8Array, around: readonly Container[], change: Patch, added: number): Uint8Array {
  const patches = [change];
  let growth = growthBy(change);
  const patch = (piece: Piece, length: number): void => {
    const header = { from: piece.start, to: piece.body, bytes: headerOf({ ...piece, length }) };
    patches.push(header);
    growth += growthBy(header);
  };
  for (const [index, { items, wrapper }] of [...around.entries()].reverse()) {
    const isInnermost = index === around.length - 1;
    if (isInnermost && added !== 0) patch(items, items.length + (wrapper ? 2 : 1) * added);
    if (wrapper && growth !== 0) patch(wrapper, wrapper.length + growth);
  }
  return patched(encoding, patches.reverse());
}

function growthBy({ from, to, bytes }: Patch): number {
  return bytes.length - (to - from);
}

/** The bytes with these changes, which are in their order. */
function patched(encoding: Uint8Array, patches: readonly Patch[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const { from, to, bytes } of patches) {
    parts.push(encoding.subarray(at, from), bytes);
    at = to;
  }
  return joined([...parts, encoding.subarray(at)]);
}

/** What is to stand at the end of a path that leads to nothing yet, with the objects that lead there around it. */
function made(path: Path, level: number, edit: Edit): Uint8Array | undefined {
  let item = edit(undefined);
  for (let inner = path.length - 1; item && inner >= level; inner--) {
    const step = path[inner] as Uint8Array;
    if (!isName(step) || compareBytes(step, PROTO) === 0) {
      throw new ValueError(
        `${wayTo(path, inner)} is nothing: only objects are made on the way, of named fields; set an array or a Map there first`,
      );
    }
    item = joined([mapHeader(1), step, item]);
  }
  return item;
}

// ── Containers ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where something is in a container: its key, which elements of arrays have none of, and the value itself. */
interface Place {
  readonly entry: number;
  readonly value: number;
}

/** An array, object or `Map`. It is looked through no further than to what is wanted: a path has hundreds of them. */
interface Container {
  /** The array or map that it is, or that the extension for a `Map` wraps. */
  readonly items: Piece;
  readonly wrapper?: Piece;
  readonly isKeyed: boolean;
  /** What a step leads to; `undefined` if it leads nowhere. */
  find(step: Uint8Array): Place | undefined;
  /** Throws where there is nothing and nothing can be put. */
  checkNew(step: Uint8Array): void;
}

function containerAt(bytes: Uint8Array, start: number, path: Path, level: number): Container {
  const piece = pieceAt(bytes, start);
  const here = () => wayTo(path, level);
  if (piece.kind === 'array') return arrayOf(bytes, piece, here);
  if (piece.kind === 'map') return objectOf(bytes, piece, here);
  if (piece.kind === 'extension' && piece.code === extension.map) return mapOf(bytes, piece);
  throw new ValueError(`${here()} is neither an object nor an array nor a Map: no path leads through it`);
}

function arrayOf(bytes: Uint8Array, items: Piece, here: () => string): Container {
  const placeOf = (step: Uint8Array): number => {
    const index = numberIn(step);
    if (!Number.isInteger(index)) throw new ValueError(`${here()} is an array: the path goes on with an index`);
    return (index as number) < 0 ? (index as number) + items.length : (index as number);
  };
  return {
    items,
    isKeyed: false,
    find(step) {
      const place = placeOf(step);
      if (place < 0 || place >= items.length) return undefined;
      let at = items.body;
      for (let index = 0; index < place; index++) at = endOf(bytes, at);
      return { entry: at, value: at };
    },
    checkNew(step) {
      if (placeOf(step) === items.length) return;
      throw new IndexError(`${here()} has ${items.length} elements: index ${stepText(step)} is out of range`);
    },
  };
}

function objectOf(bytes: Uint8Array, items: Piece, here: () => string): Container {
  return {
    items,
    isKeyed: true,
    find(step) {
      if (!isName(step)) throw new ValueError(`${here()} is an object: the path goes on with the name of a field`);
      if (compareBytes(step, PROTO) === 0) throw new ValueError(`${here()} is an object: none has a field __proto__`);
      return entryOf(bytes, items.body, items.length, step);
    },
    checkNew: () => {},
  };
}

function mapOf(bytes: Uint8Array, wrapper: Piece): Container {
  const items = pieceAt(bytes, wrapper.body);
  if (items.kind !== 'array' || items.length % 2 !== 0) throw nonsense();
  return {
    items,
    wrapper,
    isKeyed: true,
    find: (step) => entryOf(bytes, items.body, items.length / 2, step),
    checkNew: () => {},
  };
}

/** The first of so many entries, from `body` on, whose key is this one. */
function entryOf(bytes: Uint8Array, body: number, count: number, key: Uint8Array): Place | undefined {
  let entry = body;
  for (let index = 0; index < count; index++) {
    const value = endOf(bytes, entry);
    if (isEqual(bytes.subarray(entry, value), key)) return { entry, value };
    entry = endOf(bytes, value);
  }
  return undefined;
}

// ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether a step can be the name of a field: a string, or one that only the extension for text carries. */
function isName(step: Uint8Array): boolean {
  const { kind, code } = pieceAt(step, 0);
  return kind === 'string' || (kind === 'extension' && code === extension.text);
}

/** The path up to a level, for people. */
export function wayTo(path: Path, level: number): string {
  if (level === 0) return 'the value';
  return `what the path leads to by ${path.slice(0, level).map(stepText).join(', ')}`;
}

function stepText(step: Uint8Array): string {
  const { kind, body, length, code } = pieceAt(step, 0);
  // Decimal digits of a long one take longer than all the rest.
  if (kind === 'extension' && code === extension.bigint && length > 8) return 'a BigInt';
  if (kind === 'string')
    return JSON.stringify(new TextDecoder().decode(step.subarray(body, body + Math.min(length, 40))));
  const number = numberIn(step);
  return number === undefined ? 'a key' : String(number);
}
