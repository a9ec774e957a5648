import { IndexError, ValueError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { isEqual } from './equality.js';
import { numberIn } from './numbers.js';
import { compareBytes } from './order.js';
import { endOf, extension, nonsense, type Piece, pieceAt, placesIn } from './pieces.js';
import { arrayHeader, extensionItem, joined, mapHeader } from './writing.js';

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
  let item: Uint8Array | undefined = encoding;
  for (let level = 0; item && level < path.length; level++) {
    const container = containerOf(item, path, level);
    item = container.values[container.find(path[level] as Uint8Array)];
  }
  return item;
}

/**
 * The encoding with another item at the end of the path. Objects that are missing on the way are made, if there will be
 * something in them. An array takes an item behind its last one, and closes up where one is taken out.
 */
export function edited(encoding: Uint8Array, path: Path, edit: Edit): Uint8Array {
  if (path.length > limits.valueDepth) throw new ValueError(`a path has at most ${limits.valueDepth} steps`);
  const result = editedAt(encoding, path, 0, edit);
  if (result === undefined) throw new ValueError('the path is empty: name what is to be taken out');
  return result;
}

function editedAt(item: Uint8Array, path: Path, level: number, edit: Edit): Uint8Array | undefined {
  if (level === path.length) return edit(item);
  const container = containerOf(item, path, level);
  const step = path[level] as Uint8Array;
  const place = container.placeFor(step);
  const before = container.values[place];
  const after =
    before === undefined ? made(path, level + 1, edit) : (editedAt(before, path, level + 1, edit) as Uint8Array);
  if (before === undefined && after === undefined) return item;
  return container.with(place, step, after);
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

/** An array, object or `Map`, taken apart one level. */
interface Container {
  readonly values: readonly Uint8Array[];
  /** The index of the value that a step leads to; one where there is none if it leads nowhere. */
  find(step: Uint8Array): number;
  /** The same for a value that may be put there. Throws where none can stand. */
  placeFor(step: Uint8Array): number;
  /** The container with another value there, or without one. */
  with(index: number, step: Uint8Array, value: Uint8Array | undefined): Uint8Array;
}

function containerOf(item: Uint8Array, path: Path, level: number): Container {
  const piece = pieceAt(item, 0);
  if (piece.kind === 'array') return arrayOf(item, piece, () => wayTo(path, level));
  if (piece.kind === 'map') return objectOf(item, piece, () => wayTo(path, level));
  if (piece.kind === 'extension' && piece.code === extension.map) return mapOf(item, piece);
  throw new ValueError(`${wayTo(path, level)} is neither an object nor an array nor a Map: no path leads through it`);
}

function arrayOf(item: Uint8Array, piece: Piece, here: () => string): Container {
  const values = elements(item, piece);
  const find = (step: Uint8Array): number => {
    const index = numberIn(step);
    if (!Number.isInteger(index)) throw new ValueError(`${here()} is an array: the path goes on with an index`);
    return (index as number) < 0 ? (index as number) + values.length : (index as number);
  };
  return {
    values,
    find,
    placeFor(step) {
      const place = find(step);
      if (place >= 0 && place <= values.length) return place;
      throw new IndexError(`${here()} has ${values.length} elements: index ${stepText(step)} is out of range`);
    },
    with(index, _step, value) {
      const after = value === undefined ? values.toSpliced(index, 1) : values.toSpliced(index, 1, value);
      return joined([arrayHeader(after.length), ...after]);
    },
  };
}

function objectOf(item: Uint8Array, piece: Piece, here: () => string): Container {
  return keyed(elements(item, piece), {
    check(step) {
      if (!isName(step)) throw new ValueError(`${here()} is an object: the path goes on with the name of a field`);
      if (compareBytes(step, PROTO) === 0) throw new ValueError(`${here()} is an object: none has a field __proto__`);
    },
    join: (entries) => joined([mapHeader(entries.length / 2), ...entries]),
  });
}

function mapOf(item: Uint8Array, { body, length, code }: Piece): Container {
  const inner = item.subarray(body, body + length);
  const array = pieceAt(inner, 0);
  if (array.kind !== 'array' || array.length % 2 !== 0 || endOf(inner, 0) !== length) throw nonsense();
  return keyed(elements(inner, array), {
    check: () => {},
    join: (entries) => extensionItem(code, joined([arrayHeader(entries.length), ...entries])),
  });
}

interface Shape {
  check(step: Uint8Array): void;
  join(entries: readonly Uint8Array[]): Uint8Array;
}

/** A container of keys and values in turns. */
function keyed(entries: readonly Uint8Array[], shape: Shape): Container {
  const values = entries.filter((_, index) => index % 2 === 1);
  const find = (step: Uint8Array): number => {
    shape.check(step);
    for (let index = 0; index < values.length; index++) {
      if (isEqual(entries[2 * index] as Uint8Array, step)) return index;
    }
    return values.length;
  };
  return {
    values,
    find,
    placeFor: find,
    with(index, step, value) {
      const key = entries[2 * index] ?? step;
      return shape.join(entries.toSpliced(2 * index, 2, ...(value === undefined ? [] : [key, value])));
    },
  };
}

function elements(item: Uint8Array, piece: Piece): Uint8Array[] {
  const places = placesIn(item, piece);
  return places.slice(0, -1).map((place, index) => item.subarray(place, places[index + 1]));
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
  const { kind, body, length } = pieceAt(step, 0);
  if (kind === 'string')
    return JSON.stringify(new TextDecoder().decode(step.subarray(body, body + Math.min(length, 40))));
  const number = numberIn(step);
  return number === undefined ? 'a key' : String(number);
}
