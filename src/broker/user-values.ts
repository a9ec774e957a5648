/** The passage of values between users' classes and the engine: classes have JavaScript's, the engine has bytes. */
import { types as nodeTypes } from 'node:util';
import {
  ArgumentError,
  EncodingError,
  errorClass,
  HoldallError,
  LimitError,
  ObjectGoneError,
} from '../../protocol/errors.js';
import type { Id } from '../../protocol/messages.js';
import { type Call, type Outcome, ReferringValue, type Stored } from '../objects/contract.js';
import { textOf } from '../objects/text-of.js';
import { Thrown } from '../objects/thrown.js';
import { idOf, SharedReference } from '../user-types/reference.js';
import { decodeValue, encodeThrown, encodeValue } from '../wire/index.js';

/** References as a class sees them, by the ids of their objects. */
export type Tokens = ReadonlyMap<Id, SharedReference>;
export type KnownTokens = Map<Id, SharedReference>;

// ── Values in ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An argument as the method gets it. References in it are tokens: those of `known`, to which new ones are added. */
export function decodeArgument(arg: Stored, call: Call, known: KnownTokens, what: string): unknown {
  if (!(arg instanceof ReferringValue)) return decodeBytes(arg, [], what);
  const tokens = arg.references.map((id) => {
    const token = known.get(id) ?? tokenOf(id, call);
    known.set(id, token);
    return token;
  });
  return decodeBytes(arg.bytes, tokens, what);
}

function tokenOf(id: Id, call: Call): SharedReference {
  const identity = call.whatIs(id);
  if (!identity) throw new ObjectGoneError('an argument refers to an object that does not exist any more');
  return new SharedReference(id, identity.type, identity.name ?? undefined);
}

/** Clients of other makes may send anything. */
export function decodeBytes(bytes: Uint8Array, tokens: readonly SharedReference[], what: string): unknown {
  try {
    return decodeValue(bytes, tokens);
  } catch (cause) {
    throw new ArgumentError(`${what} is no value: ${textOf(cause)}`, { cause });
  }
}

// ── Values out ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Encodes at once: the class may change afterwards what it returned. */
export function encodedResult(result: unknown, call: Call, what: string): Outcome {
  if (result === undefined) return undefined;
  try {
    const { value, tokens } = encodedSafely(result, what);
    const gone = [...tokens].find(([id]) => call.whatIs(id) === undefined);
    if (!gone) return value;
    throw new ObjectGoneError(
      `the result of ${what} holds a ${gone[1]} whose object is gone: snapshot() must show what is to be kept`,
    );
  } catch (error) {
    throw thrownBy(carriedOut(error as HoldallError), what);
  }
}

/** Getters and traps of a `Proxy` are the class's, and may throw anything: to the caller it is a result that cannot travel. */
function encodedSafely(result: unknown, what: string): ReturnType<typeof encoded> {
  try {
    refusePromise(result, what);
    return encoded(result, `the result of ${what}`);
  } catch (cause) {
    if (isA(cause, EncodingError) || isA(cause, LimitError)) throw cause;
    throw new EncodingError(`the result of ${what} could not be encoded: ${textOf(cause)}`, { cause });
  }
}

/** The same refusal, for a call that has had its effect. */
function carriedOut(error: HoldallError): HoldallError {
  const Class = error.constructor as new (message: string, options: object) => HoldallError;
  return new Class(error.message, { ...(Object.hasOwn(error, 'cause') && { cause: error.cause }), happened: 'yes' });
}

function refusePromise(result: unknown, what: string): void {
  const isPromise = nodeTypes.isPromise(result);
  // What it rejects with has nowhere to go, and would end the broker.
  if (isPromise) result.catch(() => {});
  if (!isPromise && (typeof result !== 'object' || typeof Reflect.get(result ?? {}, 'then') !== 'function')) return;
  throw new EncodingError(
    `the result of ${what} is a promise, but methods of a shared type must be synchronous: the broker carries out one call at a time`,
  );
}

/** A value of the class's, and the references in it, in the order in which its bytes refer to them. */
export function encoded(given: unknown, what: string): { readonly value: Stored; readonly tokens: Tokens } {
  const tokens = new Map<Id, SharedReference>();
  const places = new Map<Id, number>();
  const handleOf = (object: object) => {
    const id = idOf(object);
    if (id === undefined) return undefined;
    if (!tokens.has(id)) {
      places.set(id, tokens.size);
      tokens.set(id, object as SharedReference);
    }
    return places.get(id);
  };
  const value = encodeValue(given, { handleOf }, what);
  if (value instanceof Uint8Array) return { value: Uint8Array.from(value), tokens };
  return { value: new ReferringValue(Uint8Array.from(value[0]), [...tokens.keys()]), tokens };
}

/** A value that refers to nothing. */
export function bare(given: unknown, what: string): Uint8Array {
  const { value } = encoded(given, what);
  if (value instanceof Uint8Array) return value;
  throw new ArgumentError(`${what} may hold no references: hand them over after the object was made`);
}

/** What a class threw, whatever it is, ready to travel. References in it cannot: nobody counts those of an error. */
export function thrownBy(thrown: unknown, what: string): Thrown {
  if (isA(thrown, Thrown)) return thrown;
  const encoding = encodeThrown(thrown, `the error of ${what}`, bare);
  const code = isA(thrown, HoldallError) && errorClass(thrown.code as string) ? thrown.code : 'INTERNAL';
  const message = textOf(thrown, () => String(isA(thrown, HoldallError) ? thrown.message : thrown));
  return new Thrown(code, message, stackOf(thrown), encoding);
}

function stackOf(thrown: unknown): string | undefined {
  return isA(thrown, Error) ? textOf(thrown, () => String(thrown.stack)) : undefined;
}

/** To ask that of what a user's code made can throw. */
function isA<T>(thrown: unknown, Class: abstract new (...args: never) => T): thrown is T {
  try {
    return thrown instanceof Class;
  } catch {
    return false;
  }
}
