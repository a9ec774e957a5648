import { ValueError } from '../../../protocol/errors.js';
import { limits } from '../../../protocol/limits.js';
import { numberItem, numberOf } from './numbers.js';
import { compareBytes } from './order.js';
import { extension, nonsense, type Piece, pieceAt } from './pieces.js';
import { arrayHeader, binaryHeader, extensionItem, joined, mapHeader, stringHeader } from './writing.js';

/**
 * The canonical encoding of an encoded value, such that equal values are equal bytes. PROTOCOL.md, "Canonical encoding".
 * Throws `ValueError` for a value that refers to shared objects: those have none.
 */
export function canonical(bytes: Uint8Array): Uint8Array {
  const reader = new Canonicalizer(bytes);
  const item = joined(reader.item(limits.valueDepth));
  if (reader.at !== bytes.length) throw nonsense();
  return item;
}

/** The parts of an item, in their order. Only what is to be sorted is joined before the end. */
type Parts = readonly Uint8Array[];

/** Goes through the bytes once. */
class Canonicalizer {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  item(levelsLeft: number): Parts {
    if (levelsLeft < 0) throw new ValueError(`the value is nested more than ${limits.valueDepth} levels deep`);
    const piece = pieceAt(this.#bytes, this.at);
    this.at = piece.body;
    switch (piece.kind) {
      case 'array':
        return [arrayHeader(piece.length), ...this.#elements(piece.length, levelsLeft).flat()];
      case 'map':
        return [mapHeader(piece.length), ...inOrder(this.#entries(piece.length, levelsLeft))];
      case 'extension':
        return this.#extension(piece, levelsLeft);
      default:
        return this.#scalar(piece);
    }
  }

  #scalar(piece: Piece): Parts {
    const payload = this.#take(piece.length);
    if (piece.kind === 'number') return [canonicalNumber(numberOf(this.#bytes, piece) ?? 0)];
    if (piece.kind === 'string') return [stringHeader(payload.length), payload];
    if (piece.kind === 'binary') return [binaryHeader(payload.length), payload];
    return [this.#bytes.subarray(piece.start, piece.body)];
  }

  #extension({ code, length }: Piece, levelsLeft: number): Parts {
    switch (code) {
      case extension.reference:
        throw new ValueError('a value that refers to shared objects equals no other: compare what is around them');
      case extension.negativeZero:
        this.#take(length);
        return [canonicalNumber(0)];
      case extension.map:
        return this.#filled(code, length, () => this.#sortedArray(2, levelsLeft - 1));
      case extension.set:
        return this.#filled(code, length, () => this.#sortedArray(1, levelsLeft - 1));
      case extension.error:
      case extension.boxed:
        return this.#filled(code, length, () => this.item(levelsLeft - 1));
      default:
        return [extensionItem(code, this.#take(length))];
    }
  }

  /** An extension of one item, which must end where the extension does. */
  #filled(code: number, length: number, read: () => Parts): Parts {
    const end = this.at + length;
    const payload = joined(read());
    if (this.at !== end) throw nonsense();
    return [extensionItem(code, payload)];
  }

  /** An array whose elements, in groups of so many, stand in the order of their bytes. */
  #sortedArray(groupSize: 1 | 2, levelsLeft: number): Parts {
    const { kind, body, length } = pieceAt(this.#bytes, this.at);
    if (kind !== 'array' || length % groupSize !== 0) throw nonsense();
    this.at = body;
    const groups = groupSize === 1 ? this.#elements(length, levelsLeft) : this.#entries(length / 2, levelsLeft);
    return [arrayHeader(length), ...inOrder(groups)];
  }

  #elements(count: number, levelsLeft: number): Parts[] {
    return Array.from({ length: count }, () => this.item(levelsLeft - 1));
  }

  #entries(count: number, levelsLeft: number): Parts[] {
    return Array.from({ length: count }, () => [...this.item(levelsLeft - 1), ...this.item(levelsLeft - 1)]);
  }

  #take(length: number): Uint8Array {
    const start = this.at;
    this.at += length;
    return this.#bytes.subarray(start, this.at);
  }
}

/** -0 is 0; `numberItem` makes float 64 of what other languages send as integers of 64 bits. */
function canonicalNumber(value: number | bigint): Uint8Array {
  return numberItem(value === 0 ? 0 : value);
}

function inOrder(groups: readonly Parts[]): Parts {
  return groups.map(joined).sort(compareBytes);
}
