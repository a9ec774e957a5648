import { extension } from './extensions.js';
import { MessagePack } from './msgpack.js';

const messagePack = new MessagePack({ copyBuffers: true });

/** The values of the extensions in what is being unpacked, and how many msgpackr has met. */
let values: readonly unknown[] = [];
let met = 0;

for (const code of Object.values(extension)) {
  // `undefined` msgpackr knows already.
  if (code !== extension.undefined) messagePack.readExtension(code, () => values[met++]);
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
