import type { FileHandle } from 'node:fs/promises';
import { MessagePort } from 'node:worker_threads';
import { ArgumentError, EncodingError } from '../../../protocol/errors.js';
import { describe } from '../../objects/describe.js';
import { textOf } from '../../objects/text-of.js';

/** What can be given away. */
export type Transferable = ArrayBuffer | MessagePort | FileHandle;

const transfers = new WeakMap<object, readonly Transferable[]>();

/**
 * Marks a task's argument, an item of a map, or a task's result, so that these parts of it are given away rather than
 * copied: `pool.apply(blur, [transfer(image, [image.buffer])])`. Between threads they are moved, which takes no time,
 * however large they are; between processes they are copied all the same. Whoever gave them away cannot use them any
 * more, in either case. Returns the value. Throws `ArgumentError` for what is no object with a list. HTML, "Transferable
 * objects".
 */
export function transfer<T extends object>(value: T, list: readonly Transferable[]): T {
  if (typeof value !== 'object' || value === null || !Array.isArray(list)) {
    const got = [value, list].map(describe).join(' and ');
    throw new ArgumentError(`transfer takes an object and a list of its buffers, as [image.buffer]; got ${got}`);
  }
  const view = list.find((each) => ArrayBuffer.isView(each));
  if (view) throw new ArgumentError(`transfer gives away buffers: list the buffer of ${describe(view)}, not the view`);
  transfers.set(value, list);
  return value;
}

const NOTHING: readonly never[] = [];

/** What was marked to be given away with this value. */
export function transferOf(value: unknown): readonly Transferable[] {
  return typeof value === 'object' && value !== null ? (transfers.get(value) ?? NOTHING) : NOTHING;
}

/** The same for several values; each thing once. */
export function transfersOf(values: readonly unknown[]): readonly Transferable[] {
  // Few tasks give anything away, and this is asked for each.
  if (values.every((value) => transferOf(value).length === 0)) return NOTHING;
  return [...new Set(values.flatMap(transferOf))];
}

/** Tells which objects travel as they are, between threads: what is given away, what is shared memory, and their views. */
export function carriedBy(transfer: readonly Transferable[]): (object: object) => boolean {
  const given = new Set<object>(transfer);
  const isGiven = (object: object) => given.has(object) || object instanceof SharedArrayBuffer;
  return (object) => isGiven(object) || (ArrayBuffer.isView(object) && isGiven(object.buffer));
}

/** Throws `EncodingError` for what would arrive as something else, because it is not carried. */
export function checkCopyable(object: object, path: () => string): void {
  if (object instanceof MessagePort) {
    throw new EncodingError(`${path()} is a MessagePort: only threads can have it, by transfer(value, [port])`);
  }
  if ((ArrayBuffer.isView(object) ? object.buffer : object) instanceof SharedArrayBuffer) {
    throw new EncodingError(`${path()} is memory of a SharedArrayBuffer: only threads share it; give processes a copy`);
  }
}

/**
 * Takes what is given away from its owner; gives the carried objects as they are afterwards. Throws `EncodingError` for
 * what cannot be given away. (Memory that small Buffers share stays with its owner: Node 20 copies it.)
 */
export function giveAway(carried: readonly object[], transfer: readonly Transferable[], what: string): object[] {
  if (transfer.length === 0) return [...carried];
  if (transfer.some(isDetached)) throw new EncodingError(`${what}: a part to be transferred was given away before`);
  try {
    return structuredClone(carried, { transfer: transfer as ArrayBuffer[] }) as object[];
  } catch (cause) {
    throw new EncodingError(`${what}: a part could not be transferred: ${textOf(cause)}`, { cause });
  }
}

function isDetached(part: unknown): boolean {
  if (!(part instanceof ArrayBuffer) || part.byteLength > 0) return false;
  try {
    part.slice();
    return false;
  } catch {
    return true;
  }
}

/** What `postMessage` is to move, so that these arrive without being copied. */
export function movable(carried: readonly object[]): Transferable[] {
  if (carried.length === 0) return [];
  const parts = carried.map((object) => (ArrayBuffer.isView(object) ? object.buffer : object));
  return [...new Set(parts)].filter((part) => !(part instanceof SharedArrayBuffer)) as Transferable[];
}
