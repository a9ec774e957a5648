import { extension } from './extensions.js';
import { MessagePack } from './msgpack.js';

/** An extension as it is given to msgpackr: its payload. Each code has a subclass. */
abstract class ExtensionItem {
  readonly payload: Uint8Array;
  constructor(payload: Uint8Array) {
    this.payload = payload;
  }
}

type ExtensionClass = new (payload: Uint8Array) => ExtensionItem;

/** Codes of the extensions that are ours to write and read. `undefined` msgpackr knows already, with the same bytes. */
export type ExtensionCode = Exclude<(typeof extension)[keyof typeof extension], typeof extension.undefined>;

const messagePack = new MessagePack({ copyBuffers: true });
const classes = new Map<ExtensionCode, ExtensionClass>();

/** The values of the extensions in what is being unpacked, and how many msgpackr has met. */
let values: readonly unknown[] = [];
let met = 0;

for (const code of Object.values(extension)) {
  if (code === extension.undefined) continue;
  class Item extends ExtensionItem {}
  classes.set(code, Item);
  messagePack.addExtension<ExtensionItem>({
    Class: Item,
    type: code,
    pack: (item) => item.payload,
    unpack: () => values[met++],
  });
}

/** What `packValue` writes as an extension. */
export function extensionItem(code: ExtensionCode, payload: Uint8Array): object {
  return new (classes.get(code) as ExtensionClass)(payload);
}

/** Packs what a `ValueEncoder` made: scalars, arrays, plain objects, `Map`s for MessagePack's maps, extension items. */
export function packValue(item: unknown): Buffer {
  return messagePack.pack(item);
}

/**
 * Unpacks what a `ValueScanner` let through. `extensions` are the values of the extensions in it, made already, in the
 * order of their bytes, which is the order in which msgpackr meets them.
 */
export function unpackValue(view: Uint8Array, what: string, extensions: readonly unknown[]): unknown {
  values = extensions;
  met = 0;
  const value = messagePack.unpack(view, what);
  values = [];
  return value;
}
