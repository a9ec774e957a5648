import { ArgumentError, EncodingError, UnknownTypeError } from '../../protocol/errors.js';
import {
  ClientKind,
  type ClientMessage,
  type Handle,
  type Id,
  type WireFence,
  type WireReference,
} from '../../protocol/messages.js';
import { describe, withArticle } from '../objects/describe.js';
import { sharedTypes } from '../objects/index.js';
import type { Fence } from '../objects/lock/fence.js';
import { referenceOf, type SharedObject } from '../objects/shared-object.js';
import type { SharedType } from '../objects/shared-type.js';
import { definedType } from '../user-types/define.js';
import {
  decodeValue,
  encodeKey,
  encodeValue,
  messageBytes,
  type ReferenceEncoder,
  randomId,
  unwritten,
} from '../wire/index.js';
import { BrokerReference, type Identity, type ReferenceOwner } from './broker-reference.js';
import type { Connection } from './connection.js';
import { checkName, type OptionCodec, wireOptions } from './opening.js';

/** How a shared object is found from anywhere: its broker and its id there. */
export interface Whereabouts {
  readonly broker: Id;
  readonly id: Id;
  readonly type: string;
  readonly name: string | null;
}

const ownTypes = new Map(Object.entries(sharedTypes));

/** A type that this program knows: one of holdall's, or one that it has imported the module of. */
function typeOf(name: string): Pick<SharedType, 'options' | 'revive'> | undefined {
  return ownTypes.get(name) ?? definedType(name);
}

/** The references of one session, and the passage of values through it. */
export class References implements ReferenceOwner, OptionCodec, ReferenceEncoder {
  readonly connection: Connection;
  #lastHandle: Handle = 0;
  /** Gives back the reference of a proxy that JavaScript has collected. */
  readonly #collected = new FinalizationRegistry<BrokerReference>((reference) => reference.forget());

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /**
   * A reference to the object of this name, or to a new one. Its opening goes ahead of the first call. Throws
   * `ArgumentError` for a name or options that cannot be.
   */
  open(type: string, name: string | undefined, given: object = {}): BrokerReference {
    if (name !== undefined) checkName(type, name);
    const options = wireOptions(type, typeOf(type)?.options ?? {}, given, this);
    const handle = ++this.#lastHandle;
    const id = randomId();
    const identity: Identity = { type, name: name ?? null, id: name === undefined ? id : undefined };
    const confirmed = this.#ask(identity, [ClientKind.open, handle, type, name ?? null, id, options]);
    return new BrokerReference(this, handle, identity, confirmed);
  }

  /** A proxy of an object that some session told us of. */
  attach({ id, type, name }: Whereabouts): SharedObject {
    const handle = ++this.#lastHandle;
    const identity: Identity = { type, name, id };
    const confirmed = this.#ask(identity, [ClientKind.attach, handle, id]);
    const proxy = this.#revive(new BrokerReference(this, handle, identity, confirmed));
    if (proxy) return proxy;
    throw unknownType(type);
  }

  /** Ties the life of a reference to its proxy: when nobody has the proxy any more, the reference is given back. */
  follow<P extends SharedObject>(proxy: P): P {
    const reference = referenceOf(proxy);
    if (reference instanceof BrokerReference) this.#collected.register(proxy, reference, reference);
    return proxy;
  }

  /** A live proxy of the object of this name, or of a new one. */
  openProxy(type: string, name: string | undefined, options?: object): SharedObject {
    return this.#revive(this.open(type, name, options)) as SharedObject;
  }

  handleOfOption(given: unknown, what: string): Handle {
    const handle = typeof given === 'object' && given !== null ? this.#handleOf(given, what) : undefined;
    if (handle !== undefined) return handle;
    throw new ArgumentError(`${what} must be a proxy of a shared object; got ${describe(given)}`);
  }

  giveBack(reference: BrokerReference): void {
    this.#collected.unregister(reference);
    this.connection.tell([ClientKind.release, reference.handle, 1]);
  }

  // ── Carrier ────────────────────────────────────────────────────────────────────────────────────────────────────────

  encodeValue(value: unknown, what: string): unknown {
    return unwritten(value) ?? encodeValue(value, this, what, this.connection.spareMemory);
  }

  encodeKey(value: unknown, what: string): unknown {
    // Of keys -0 is 0.
    return unwritten(value === 0 ? 0 : value) ?? encodeKey(value, this, what);
  }

  decodeValue(encoding: Uint8Array, references: readonly WireReference[]): unknown {
    if (references.length === 0) return decodeValue(encoding);
    // All of them come to be before one is found unknown: those that stay unused are collected and given back.
    const received = references.map(([handle, id, type, name]) => {
      return new BrokerReference(this, handle, { type, name, id }, Promise.resolve());
    });
    const proxies = received.map((reference) => this.#revive(reference));
    const unknown = received.find((_, index) => proxies[index] === undefined);
    if (unknown) throw unknownType(unknown.type);
    return decodeValue(encoding, proxies);
  }

  /** A grant is known only to the session that got it. */
  wireFence(fence: Fence, what: string): WireFence {
    const { lock, token } = fence ?? {};
    const handle = typeof lock === 'object' && lock !== null ? this.#handleOf(lock, `fence of ${what}`) : undefined;
    if (handle !== undefined && Number.isSafeInteger(token) && token >= 1) return [handle, token];
    throw new ArgumentError(`fence of ${what} must be the fence of a grant, as grant.fence; got ${describe(fence)}`);
  }

  /** `undefined`, and the reference given back, where this program does not know the type. */
  #revive(reference: BrokerReference): SharedObject | undefined {
    const type = typeOf(reference.type);
    if (type) return this.follow(type.revive(reference));
    reference.release();
    return undefined;
  }

  /** For `encodeValue`, which is given this object, not a closure for each value. */
  handleOf(object: object, _path: () => string, what: string): Handle | undefined {
    return this.#handleOf(object, what);
  }

  /** The handle of a proxy of this session; `undefined` for what is no proxy. */
  #handleOf(object: object, what: string): Handle | undefined {
    const reference = referenceOf(object);
    if (!(reference instanceof BrokerReference)) return undefined;
    if (reference.isReleased) throw new EncodingError(`${what} holds a proxy that was disposed of: ${String(object)}`);
    return reference.owner === this ? reference.handle : this.#foreign(what, object);
  }

  #foreign(what: string, object: object): never {
    throw new EncodingError(
      `${what} holds ${String(object)}, which another manager opened: open or attach it with this manager to send it there`,
    );
  }

  #ask(identity: Identity, message: ClientMessage): Promise<unknown> {
    const confirmed = new Promise<unknown>((resolve, reject) => {
      const onAnswer = (answer: unknown) => {
        [identity.id] = answer as readonly [Id, string, string | null];
        resolve(undefined);
      };
      try {
        this.connection.ask(message, { bytes: messageBytes(message), resolve: onAnswer, reject });
      } catch (error) {
        identity.unsent = error;
        reject(error);
      }
    });
    // Each call on the handle fails for the same reason, and says so to its caller.
    confirmed.catch(() => {});
    return confirmed;
  }
}

function unknownType(type: string): UnknownTypeError {
  return new UnknownTypeError(
    `${withArticle(type)} arrived, of a shared type that this program does not know: import the module that defines the type`,
  );
}

/** Whether this is a proxy that its program disposed of: nothing keeps its object for whoever it would be sent to. */
export function isDisposed(object: unknown): boolean {
  const reference = referenceOf(object);
  return reference instanceof BrokerReference && reference.isReleased;
}

/** Where a proxy's object is, once its broker has confirmed that it is there; `undefined` for what is no proxy. */
export async function whereaboutsOf(object: unknown): Promise<Whereabouts | undefined> {
  const reference = referenceOf(object);
  if (!(reference instanceof BrokerReference)) return undefined;
  await reference.confirmed;
  const { id, type, name, owner } = reference;
  return { broker: owner.connection.broker, id: id as Id, type, name: name ?? null };
}
