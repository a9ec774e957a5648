import { EncodingError, HoldallError, LimitError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { referenceOf } from '../../objects/shared-object.js';
import { textOf } from '../../objects/text-of.js';
import { type Packed, pack } from '../messages/parcel.js';
import { transferOf, transfersOf } from '../messages/transfer.js';

/** How many characters of a text are surely not too many. */
const LONGEST_CONSTANT = 1_000;

/** Encodes what a task returned, yielded or reported. `what` is how errors call it: `task resize: result`. */
export class Packer {
  readonly #what: string;
  readonly #betweenThreads: boolean;

  constructor(what: string, betweenThreads: boolean) {
    this.#what = what;
    this.#betweenThreads = betweenThreads;
  }

  /** Throws `EncodingError`, with the path to it, for what cannot travel. */
  pack(value: unknown): Packed {
    try {
      if (hasToBeRun(value)) throw endless(this.#what);
      return pack(value, this.#what, { transfer: transferOf(value), betweenThreads: this.#betweenThreads });
    } catch (error) {
      throw asRefusal(error, this.#what);
    }
  }

  /** The same for a list of them; what each gives away is given away. */
  packList(values: readonly unknown[]): Packed {
    try {
      return pack(values, this.#what, { transfer: transfersOf(values), betweenThreads: this.#betweenThreads });
    } catch (error) {
      throw asRefusal(error, this.#what);
    }
  }
}

/**
 * A list that grows by one value after the other. Each is encoded when it is added: the task may change it afterwards, to
 * return or to yield it again. In MessagePack the encoding of a list is a header and the encodings of its items.
 */
export class PackedList {
  readonly #packer: Packer;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #bytes = 0;
  /** The last ones, as long as they are values that nobody can change: these are encoded together. */
  #constants: unknown[] = [];
  #constantBytes = 0;

  constructor(packer: Packer) {
    this.#packer = packer;
  }

  get length(): number {
    return this.#length + this.#constants.length;
  }

  /** About how long it is, in bytes. */
  get size(): number {
    return this.#bytes + this.#constantBytes;
  }

  /**
   * False if the value is not added, because it refers to objects or gives something away: these are counted through the
   * list, and cannot be joined. Throws as `Packer.pack`.
   */
  add(value: unknown): boolean {
    if (isConstant(value)) {
      this.#constants.push(value);
      this.#constantBytes += typeof value === 'string' ? value.length : 8;
      return true;
    }
    if (transferOf(value).length > 0) return false;
    const packed = this.#packOne(value);
    if (packed.proxies.length > 0) return false;
    this.#addConstants();
    this.#append(packed.bytes.subarray(1), 1);
    return true;
  }

  /** All that was added, as one list; afterwards there is nothing in it. Throws `LimitError` for one too long. */
  take(): Packed {
    this.#addConstants();
    const header = headerOf(this.#length);
    if (header.length + this.#bytes > limits.valueBytes) {
      throw new LimitError(`the results take ${this.#bytes} bytes together, more than ${limits.valueBytes}`);
    }
    const bytes = Buffer.concat([header, ...this.#pieces]);
    this.#pieces = [];
    this.#length = 0;
    this.#bytes = 0;
    return { bytes, proxies: [], carried: [] };
  }

  /** As a list of one, whose header is one byte. */
  #packOne(value: unknown): Packed {
    try {
      if (!hasToBeRun(value)) return this.#packer.packList([value]);
    } catch (error) {
      // By itself it is refused with the right path.
      this.#packer.pack(value);
      throw error;
    }
    return this.#packer.pack(value);
  }

  #addConstants(): void {
    const constants = this.#constants;
    if (constants.length === 0) return;
    this.#constants = [];
    this.#constantBytes = 0;
    const { bytes } = this.#packer.packList(constants);
    this.#append(bytes.subarray(headerOf(constants.length).length), constants.length);
  }

  #append(piece: Uint8Array, items: number): void {
    this.#pieces.push(piece);
    this.#length += items;
    this.#bytes += piece.length;
  }
}

/** What nobody can change, and what is never refused, as a long text or a large integer may be. */
function isConstant(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.length <= LONGEST_CONSTANT;
    case 'object':
      return value === null;
    case 'bigint':
    case 'function':
    case 'symbol':
      return false;
    default:
      return true;
  }
}

/** The header of a list of so many items: MessagePack, "array format family". */
function headerOf(length: number): Uint8Array {
  if (length < 16) return Uint8Array.of(0x90 | length);
  if (length < 65_536) return Uint8Array.of(0xdc, length >> 8, length);
  return Uint8Array.of(0xdd, length >> 24, length >> 16, length >> 8, length);
}

/** Generators, iterators and async iterables, except shared objects: what they hold is not theirs to send. */
function hasToBeRun(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (typeof Reflect.get(value, Symbol.asyncIterator) === 'function') return referenceOf(value) === undefined;
  return typeof Reflect.get(value, Symbol.iterator) === 'function' && typeof Reflect.get(value, 'next') === 'function';
}

function endless(what: string): EncodingError {
  return new EncodingError(
    `${what} has to be iterated, here, to give its values: call the task by pool.stream(), or return an array`,
  );
}

/** What a getter in the value threw may be anything, and was not meant to be the task's error. */
function asRefusal(error: unknown, what: string): unknown {
  if (error instanceof HoldallError) return error;
  return new EncodingError(`${what} could not be encoded: ${textOf(error)}`, { cause: error });
}
