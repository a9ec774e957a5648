import type { Id } from '../../protocol/messages.js';
import type { SharedObject } from '../objects/shared-object.js';

declare const proxyOf: unique symbol;

/**
 * A proxy that was given to a method of a user-defined type, as the class in the broker sees it: it can be stored,
 * compared and given back, and comes out as a live proxy of type `P` wherever it arrives. The object behind it lives as
 * long as the class shows the reference in its `snapshot()`. PROTOCOL.md, "User-defined types".
 */
export class SharedReference<P extends SharedObject = SharedObject> {
  /** For the compiler alone: what it is at a receiver. */
  declare readonly [proxyOf]: P;
  readonly #id: Id;
  /** The name of the object's type, as `queue`. */
  readonly type: string;
  /** The object's name; `undefined` if it has none. */
  readonly name: string | undefined;

  /** Made by the broker. */
  constructor(id: Id, type: string, name: string | undefined) {
    this.#id = id;
    this.type = type;
    this.name = name;
  }

  /** Whether both refer to one object. */
  equals(other: unknown): boolean {
    return idOf(other) === this.#id;
  }

  toString(): string {
    return `SharedReference(${this.type}${this.name === undefined ? '' : ` ${JSON.stringify(this.name)}`})`;
  }

  /** The id of the object; `undefined` for what is no reference. */
  static idOf(reference: unknown): Id | undefined {
    return typeof reference === 'object' && reference !== null && #id in reference ? reference.#id : undefined;
  }
}

export const idOf = SharedReference.idOf;
