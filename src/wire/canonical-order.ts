import { Buffer } from 'node:buffer';
import { packValue } from './value-items.js';

/** An entry of a map, both as msgpackr is given them. */
export type EntryItem = readonly [key: unknown, value: unknown];

/** The items in the order of their bytes. No item's bytes are the beginning of another's: they say where they end. */
export function inOrder<Item>(items: readonly Item[]): Item[] {
  return inOrderOf(items, (item) => item);
}

/** The entries of a map whose keys all differ. */
export function inOrderOfKeys(entries: readonly EntryItem[]): EntryItem[] {
  return inOrderOf(entries, ([key]) => key);
}

function inOrderOf<Item>(items: readonly Item[], part: (item: Item) => unknown): Item[] {
  return items
    .map((item) => ({ item, bytes: packValue(part(item)) }))
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
    .map(({ item }) => item);
}
