import { EncodingError } from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import { attach, managerAt } from '../client/manager.js';
import { isDisposed, type Whereabouts, whereaboutsOf } from '../client/references.js';
import { referenceOf, type SharedObject } from '../objects/shared-object.js';
import { decodeValue, encodeThrown, encodeValue } from '../wire/index.js';

/** A value on its way to another process, beside where to find the shared objects in it. */
export interface Parcel {
  readonly bytes: Uint8Array;
  readonly objects: readonly Whereabouts[];
}

/** A value already encoded, and the proxies found in it, in the order in which the bytes refer to them. */
export interface Packed {
  readonly bytes: Uint8Array;
  /** Whoever has this keeps them, and so the objects, alive until the receiver refers to them itself. */
  readonly proxies: readonly object[];
}

/** A value that came out of a parcel. */
export interface Unpacked {
  readonly value: unknown;
  readonly proxies: readonly SharedObject[];
}

/**
 * Encodes a value, so that its owner may change it afterwards. Throws `EncodingError`, with the path from `what`, for
 * what cannot travel, a proxy that was disposed of included.
 */
export function pack(value: unknown, what: string): Packed {
  const proxies = new Map<object, number>();
  const handleOf = (object: object, path: () => string) => {
    if (referenceOf(object) === undefined) return undefined;
    if (isDisposed(object)) throw new EncodingError(`${path()} is a proxy that was disposed of: ${String(object)}`);
    const handle = proxies.get(object) ?? proxies.size;
    proxies.set(object, handle);
    return handle;
  };
  const encoded = encodeValue(value, { handleOf }, what);
  return { bytes: encoded instanceof Uint8Array ? encoded : encoded[0], proxies: [...proxies.keys()] };
}

/** Encodes what was thrown, as far as it can travel. */
export function packThrown(thrown: unknown, what: string): Packed {
  return encodeThrown(thrown, what, pack);
}

/** Makes the value ready to leave: each of its objects is known to its broker. Rejects with why one is not. */
export async function address({ bytes, proxies }: Packed): Promise<Parcel> {
  if (proxies.length === 0) return { bytes, objects: [] };
  const objects = await Promise.all(proxies.map(whereaboutsOf));
  return { bytes, objects: objects as Whereabouts[] };
}

/** The value, with live proxies in it. Throws `EncodingError` when an object is in a broker unknown here. */
export function unpack({ bytes, objects }: Parcel, what: string): Unpacked {
  const proxies = objects.map((object) => attachHere(object, what));
  return { value: decodeValue(bytes, proxies), proxies };
}

/** Resolves when this process refers to every object itself; rejects when one of them is gone. */
export async function arrived({ proxies }: Unpacked): Promise<void> {
  if (proxies.length > 0) await Promise.all(proxies.map(whereaboutsOf));
}

/** The brokers that the parcel's objects live in. */
export function brokersOf({ objects }: Parcel): Set<Id> {
  return new Set(objects.map(({ broker }) => broker));
}

function attachHere(object: Whereabouts, what: string): SharedObject {
  const manager = managerAt(object.broker);
  if (manager) return attach(manager, object);
  const name = object.name === null ? object.type : `${object.type} ${JSON.stringify(object.name)}`;
  throw new EncodingError(
    `${what} holds a ${name} of a broker that this process is not connected to: call Manager.connect() here first`,
  );
}
