import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import type * as msgpackr from 'msgpackr';
import { ProtocolError } from '../../protocol/errors.js';

/** Long enough for a whole packet. What is longer gets memory for the moment. */
const MEMORY_BYTES = 1024 * 1024;
const memory = Buffer.allocUnsafeSlow(MEMORY_BYTES);

/** msgpackr's own types lack `auto`: integers of 64 bits become numbers where a number holds them, else BigInts. */
interface Options extends Omit<msgpackr.Options, 'int64AsType'> {
  readonly int64AsType?: 'auto';
}

/** What we need of the library. */
interface Library {
  readonly Packr: new (options: Options) => Pick<msgpackr.Packr, 'pack' | 'unpack' | 'useBuffer'>;
  addExtension<Item extends object>(extension: Extension<Item>): void;
}

/** How an extension's code is written and read. */
export interface Extension<Item extends object> {
  readonly Class: new (...args: never[]) => Item;
  readonly type: number;
  pack(item: Item): Uint8Array;
  unpack(payload: Uint8Array): unknown;
}

/**
 * MessagePack by msgpackr, in an instance of its own with the extensions added to it and no others. It runs no code of
 * a user's: what it packs must hold no getters. Its reader must be shown only what a `Scanner` let through.
 */
export class MessagePack {
  readonly #library = loadForUs();
  readonly #packr: InstanceType<Library['Packr']>;

  constructor(options: Pick<Options, 'copyBuffers' | 'encodeUndefinedAsNil'>) {
    this.#packr = new this.#library.Packr({
      useRecords: false,
      // Not the built-in extensions for typed arrays and more: they travel damaged.
      moreTypes: false,
      structuredClone: false,
      variableMapSize: true,
      useToJSON: false,
      int64AsType: 'auto',
      ...options,
    });
  }

  addExtension<Item extends object>(extension: Extension<Item>): void {
    this.#library.addExtension(extension);
  }

  /** A copy in memory of its size: zeromq may hold a frame after `send`, and a small value kept keeps no large buffer. */
  pack(item: unknown): Buffer {
    this.#packr.useBuffer(memory);
    const packed = this.#packr.pack(item);
    // It outgrew the memory, and would keep what it took instead.
    if (packed.buffer !== memory.buffer) this.#packr.useBuffer(memory);
    return Buffer.from(packed);
  }

  /** The one item that the bytes are; `what` names them in errors. They are marked, so let nobody else see this view. */
  unpack(view: Uint8Array, what: string): unknown {
    try {
      return this.#packr.unpack(view);
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
