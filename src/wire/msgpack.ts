import { createRequire } from 'node:module';
import type * as msgpackr from 'msgpackr';
import { ProtocolError } from '../../protocol/errors.js';

/** msgpackr's own types lack `auto`: integers of 64 bits become numbers where a number holds them, else BigInts. */
interface Options extends Omit<msgpackr.Options, 'int64AsType'> {
  readonly int64AsType?: 'auto';
}

/** What we need of the library. */
interface Library {
  readonly Unpackr: new (options: Options) => Pick<msgpackr.Unpackr, 'unpack'>;
  addExtension(extension: { readonly type: number; unpack(payload: Uint8Array): unknown }): void;
}

/**
 * A reader of MessagePack by msgpackr, in an instance of its own with the extensions added to it and no others. It must be
 * shown only what a `Scanner` let through.
 */
export class MessagePack {
  readonly #library = loadForUs();
  readonly #unpackr: InstanceType<Library['Unpackr']>;

  constructor(options: Pick<Options, 'copyBuffers'>) {
    this.#unpackr = new this.#library.Unpackr({ useRecords: false, moreTypes: false, int64AsType: 'auto', ...options });
  }

  readExtension(type: number, unpack: () => unknown): void {
    this.#library.addExtension({ type, unpack });
  }

  /** The one item that the bytes are; `what` names them in errors. They are marked, so let nobody else see this view. */
  unpack(view: Uint8Array, what: string): unknown {
    try {
      return this.#unpackr.unpack(view);
    } catch (cause) {
      throw new ProtocolError(`${what} cannot be read: ${String(cause)}`, { cause });
    }
  }
}

/**
 * msgpackr keeps one table of extensions for all who load it: a user's would change our values, and ours theirs. So it
 * is loaded past the cache of modules, which is left as it was. The build chosen is the one without the native addon:
 * an optional addon that reads some strings otherwise would make two machines differ.
 */
function loadForUs(): Library {
  const require = createRequire(import.meta.url);
  const path = require.resolve('msgpackr/index-no-eval');
  const cached = require.cache[path];
  delete require.cache[path];
  try {
    return require(path);
  } finally {
    if (cached === undefined) delete require.cache[path];
    else require.cache[path] = cached;
  }
}
