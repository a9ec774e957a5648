import { EncodingError } from '../../../protocol/errors.js';
import type { Id } from '../../../protocol/messages.js';
import { attach, managerAt } from '../../client/manager.js';
import { isDisposed, type Whereabouts, whereaboutsOf } from '../../client/references.js';
import { referenceOf, type SharedObject } from '../../objects/shared-object.js';
import { decodeValue, encodeThrown, encodeValue } from '../../wire/index.js';
import { carriedBy, checkCopyable, giveAway, type Transferable } from './transfer.js';

/** A value on its way to another process or thread, beside where to find the shared objects in it. */
export interface Parcel {
  readonly bytes: Uint8Array;
  /** What the value refers to: a shared object, or, where it is `null`, the next of what is carried. */
  readonly objects: readonly (Whereabouts | null)[];
  /** What travels as it is, between threads: buffers that were transferred or are shared. */
  readonly carried: readonly object[];
}

/** A value already encoded, and what its bytes refer to, in the order in which they do. */
export interface Packed {
  readonly bytes: Uint8Array;
  /** Proxies, and `null` for each that is carried. Who has this keeps the objects alive until the receiver has them. */
  readonly proxies: readonly (object | null)[];
  readonly carried: readonly object[];
}

/** A value that came out of a parcel. */
export interface Unpacked {
  readonly value: unknown;
  readonly proxies: readonly SharedObject[];
}

export interface PackOptions {
  /** What the value gives away: it is moved between threads, and copied between processes. */
  readonly transfer?: readonly Transferable[];
  /** Whether the receiver is a thread of this process, or of the process that this is a thread of. */
  readonly betweenThreads?: boolean;
}

const NOTHING: readonly never[] = [];

/**
 * Encodes a value, so that its owner may change it afterwards. Throws `EncodingError`, with the path from `what`, for
 * what cannot travel, a proxy that was disposed of included. Then nothing was transferred.
 */
export function pack(
  value: unknown,
  what: string,
  { transfer = [], betweenThreads = false }: PackOptions = {},
): Packed {
  let found: Map<object, number> | undefined;
  const isCarried = betweenThreads ? carriedBy(transfer) : isNever;
  const handleOf = (object: object, path: () => string) => {
    if (!isCarried(object)) {
      checkCopyable(object, path);
      if (referenceOf(object) === undefined) return undefined;
      if (isDisposed(object)) throw new EncodingError(`${path()} is a proxy that was disposed of: ${String(object)}`);
    }
    found ??= new Map();
    const handle = found.get(object) ?? found.size;
    found.set(object, handle);
    return handle;
  };
  const encoded = encodeValue(value, { handleOf }, what);
  const bytes = encoded instanceof Uint8Array ? encoded : encoded[0];
  if (!found && transfer.length === 0) return { bytes, proxies: NOTHING, carried: NOTHING };
  const objects = [...(found?.keys() ?? [])];
  const carried = giveAway(objects.filter(isCarried), transfer, what);
  return { bytes, proxies: objects.map((object) => (isCarried(object) ? null : object)), carried };
}

/** Encodes what was thrown, as far as it can travel. */
export function packThrown(thrown: unknown, what: string): Packed {
  return encodeThrown(thrown, what, pack);
}

/** The parcel of a value without shared objects: it can leave at once. `undefined` for one that holds any. */
export function parcelAtOnce({ bytes, proxies, carried }: Packed): Parcel | undefined {
  if (proxies.every((proxy) => proxy === null)) return { bytes, objects: proxies as null[], carried };
  return undefined;
}

/** Makes the value ready to leave: each of its objects is known to its broker. Rejects with why one is not. */
export async function address({ bytes, proxies, carried }: Packed): Promise<Parcel> {
  const objects = await Promise.all(proxies.map((proxy) => proxy && whereaboutsOf(proxy)));
  return { bytes, objects: objects as (Whereabouts | null)[], carried };
}

/** The value, with live proxies in it. Throws `EncodingError` when an object is in a broker unknown here. */
export function unpack({ bytes, objects, carried }: Parcel, what: string): Unpacked {
  if (objects.length === 0) return { value: decodeValue(bytes), proxies: NOTHING };
  const left = [...carried];
  const proxies: SharedObject[] = [];
  const references = objects.map((object) => {
    if (object === null) return left.shift();
    const proxy = attachHere(object, what);
    proxies.push(proxy);
    return proxy;
  });
  return { value: decodeValue(bytes, references), proxies };
}

/** Resolves when this process refers to every object itself; rejects when one of them is gone. */
export async function arrived({ proxies }: Unpacked): Promise<void> {
  if (proxies.length > 0) await Promise.all(proxies.map(whereaboutsOf));
}

/** The brokers that the parcel's objects live in. */
export function brokersOf({ objects }: Parcel): Set<Id> {
  return new Set(objects.flatMap((object) => (object ? [object.broker] : [])));
}

function attachHere(object: Whereabouts, what: string): SharedObject {
  const manager = managerAt(object.broker);
  if (manager) return attach(manager, object);
  const name = object.name === null ? object.type : `${object.type} ${JSON.stringify(object.name)}`;
  throw new EncodingError(
    `${what} holds a ${name} of a broker that this process is not connected to: call Manager.connect() here first`,
  );
}

function isNever(): boolean {
  return false;
}
