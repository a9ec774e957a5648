import { ArgumentError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { BROKER_HANDLE, type Handle, type Plain, type WireReference } from '../../protocol/messages.js';
import { ReferringValue, type Result, type Stored } from '../objects/contract.js';
import type { Admission } from '../objects/kinds.js';
import type { Directory } from './directory.js';
import type { HostedObject } from './hosted-object.js';
import type { Session } from './session.js';

/** For most messages, which refer to nothing. */
export const NO_OBJECTS: readonly HostedObject[] = [];

/** Takes the values of one message in: each handle of the sender's becomes the object that it knows by it. */
export class Intake implements Admission {
  readonly #session: Session;
  #refersTo: HostedObject[] | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  admitValue(encoding: Uint8Array, references: readonly Handle[]): Stored {
    const bytes = keeping(encoding);
    if (references.length === 0) return bytes;
    const objects = references.map((handle) => this.#lookUp(handle));
    for (const object of objects) this.referTo(object);
    return new ReferringValue(
      bytes,
      objects.map((object) => object.id),
    );
  }

  /** The objects that the values refer to. */
  get refersTo(): readonly HostedObject[] {
    return this.#refersTo ?? NO_OBJECTS;
  }

  referTo(object: HostedObject): void {
    this.#refersTo ??= [];
    this.#refersTo.push(object);
  }

  #lookUp(handle: Handle): HostedObject {
    if (handle !== BROKER_HANDLE) return this.#session.lookUp(handle);
    throw new ArgumentError('a value cannot refer to handle 0: the broker itself is no shared object');
  }
}

/** Smaller values are cheap to copy; of 64 KiB and more, most of the cost here was memory for copies, and its collection. */
const LARGE_BYTES = 16_384;

/**
 * The bytes, to be kept. Those given are a view, which would keep the whole frame in memory as long as the value lives: they
 * are copied, unless the value is large and nearly all that is in the frame.
 */
function keeping(view: Uint8Array): Uint8Array {
  const isMostOfFrame = view.length >= LARGE_BYTES && view.buffer.byteLength - view.length < view.length / 8;
  return isMostOfFrame ? view : new Uint8Array(view);
}

/** What a reference takes in a frame beside its name: handle, id and type. */
const REFERENCE_BYTES = 64;

/** Lets the result of one call out: each object that it refers to becomes a handle of the receiver's. */
export class Outlet {
  readonly #directory: Directory;
  /** Roughly how many bytes the result takes in a frame; for one that does not fit, those up to where that was seen. */
  bytes = 0;
  #refersTo: HostedObject[] | undefined;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** The objects that the result refers to, as far as it was measured. */
  get refersTo(): readonly HostedObject[] {
    return this.#refersTo ?? NO_OBJECTS;
  }

  /**
   * Measures the result and finds its references, and whether it fits an answer. Stops where it does not: one list can
   * refer to objects more often than there is memory to write it down. Gives nothing to anybody yet.
   */
  measure(result: Result): boolean {
    this.bytes += 8;
    if (result instanceof Uint8Array) this.bytes += result.length;
    else if (result instanceof ReferringValue) return this.#measureReferring(result);
    else if (typeof result === 'string') this.bytes += result.length;
    else if (Array.isArray(result)) return result.every((item: Result) => this.measure(item));
    else if (typeof result === 'object' && result !== null)
      return this.#measureMap(result as { [name: string]: Plain });
    return this.#fits();
  }

  #fits(): boolean {
    return this.bytes <= limits.messageBytes;
  }

  #measureReferring({ bytes, references }: ReferringValue): boolean {
    this.bytes += bytes.length;
    return this.#fits() && references.every((id) => this.#measureReference(this.#directory.getAlsoDropped(id)));
  }

  #measureMap(map: { readonly [name: string]: Plain }): boolean {
    return Object.entries(map).every(([name, item]) => {
      this.bytes += name.length;
      return this.measure(item);
    });
  }

  #measureReference(object: HostedObject): boolean {
    this.bytes += REFERENCE_BYTES + object.type.name.length + 3 * (object.name?.length ?? 0);
    this.#refersTo ??= [];
    this.#refersTo.push(object);
    return this.#fits();
  }

  /** The result as it travels to `session`, which is given each reference in it once more. */
  give(result: Result, session: Session): unknown {
    if (result === undefined) return null;
    if (typeof result !== 'object' || result === null || result instanceof Uint8Array) return result;
    if (result instanceof ReferringValue) {
      return [
        result.bytes,
        result.references.map((id) => this.#reference(this.#directory.getAlsoDropped(id), session)),
      ];
    }
    return Array.isArray(result) ? result.map((item: Result) => this.give(item, session)) : result;
  }

  #reference(object: HostedObject, session: Session): WireReference {
    return [session.give(object), object.id, object.type.name, object.name];
  }
}
