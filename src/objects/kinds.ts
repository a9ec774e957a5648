/**
 * The kinds of arguments and results. One kind serves both sides: the proxy encodes by it and the engine admits by it.
 * PROTOCOL.md, "Arguments and results".
 */
import { ArgumentError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import type { Handle, Plain, WireReference } from '../../protocol/messages.js';
import { describe } from './describe.js';
import { keyString } from './keys.js';
import type { Stored, StoredKey } from './stored.js';
import { PartlyDecoded } from './undecodable.js';

/** What the client gives for turning a user's values into what messages carry, and back. */
export interface ClientCodec {
  encodeValue(value: unknown, what: string): unknown;
  encodeKey(value: unknown, what: string): unknown;
  decodeValue(encoding: Uint8Array, references: readonly WireReference[]): unknown;
}

/** What the engine gives for taking values in: copies their bytes and finds the objects that they refer to. */
export interface Admission {
  admitValue(encoding: Uint8Array, references: readonly Handle[]): Stored;
}

/** A kind of argument. `what` names the argument in the error for a wrong one. */
export interface ArgumentKind<Given = never, Admitted = unknown> {
  encode(given: Given, codec: ClientCodec, what: string): unknown;
  admit(wire: unknown, admission: Admission, what: string): Admitted;
}

/** A kind of result. A client trusts its broker, so there is nothing to check. */
export interface ResultKind<T> {
  decode(wire: unknown, codec: ClientCodec): T;
}

/** The error for an argument of a wrong kind. */
function wrong(what: string, wanted: string, got: unknown): ArgumentError {
  return new ArgumentError(`${what} must be ${wanted}; got ${describe(got)}`);
}

/** A kind whose wire form is its value itself. */
export interface PlainKind<T> extends ArgumentKind<T, T> {
  /** Gives back what is right. */
  check(given: unknown, what: string): T;
}

/** Checked on both sides, so that a wrong one never leaves the caller. */
export function plain<T extends Plain>(wanted: string, isRight: (given: unknown) => given is T): PlainKind<T> {
  const check = (given: unknown, what: string): T => {
    if (!isRight(given)) throw wrong(what, wanted, given);
    return given;
  };
  return {
    check,
    encode: (given, _codec, what) => check(given, what),
    admit: (wire, _admission, what) => check(wire, what),
  };
}

/** Any value of the user's, which stays opaque to the broker. */
export const value: ArgumentKind<unknown, Stored> = {
  encode: (given, codec, what) => codec.encodeValue(given, what),
  admit(wire, admission, what) {
    if (wire instanceof Uint8Array) return admission.admitValue(wire, []);
    if (!Array.isArray(wire) || wire.length !== 2 || !(wire[0] instanceof Uint8Array) || !Array.isArray(wire[1])) {
      throw wrong(what, 'an encoded value', wire);
    }
    return admission.admitValue(
      wire[0],
      wire[1].map((handle) => aHandle.admit(handle, admission, what)),
    );
  },
};

const aHandle = plain('a handle', (given): given is Handle => Number.isSafeInteger(given));

/** A value in its canonical encoding, such that equal keys are equal bytes. */
export const key: ArgumentKind<unknown, StoredKey> = {
  encode: (given, codec, what) => codec.encodeKey(given, what),
  admit(wire, _admission, what) {
    if (!(wire instanceof Uint8Array) || wire.length === 0) throw wrong(what, 'an encoded key', wire);
    return keyString(wire);
  },
};

export const flag = plain('true or false', (given): given is boolean => typeof given === 'boolean');

/** A finite number: where numbers order things, NaN would make the order meaningless. */
export const number = plain('a finite number', (given): given is number => Number.isFinite(given));

/** A whole number of either sign: an index that may count from the end. */
export const whole = plain('a whole number', (given): given is number => Number.isSafeInteger(given));

/** A whole number from 0. */
export const natural = plain(
  'a whole number of 0 or more',
  (given): given is number => Number.isSafeInteger(given) && (given as number) >= 0,
);

/** A whole number from 1. */
export const positive = plain(
  'a whole number of 1 or more',
  (given): given is number => Number.isSafeInteger(given) && (given as number) >= 1,
);

/** How long something is put off, in milliseconds. */
export const delay = plain(
  'a finite number of 0 or more milliseconds',
  (given): given is number => Number.isFinite(given) && (given as number) >= 0,
);

/** How long something lasts, in milliseconds. */
export const duration = plain(
  'a finite number of more than 0 milliseconds',
  (given): given is number => Number.isFinite(given) && (given as number) > 0,
);

/** A name that the broker compares. */
export const name = plain(
  `a string of 1 to ${limits.nameBytes} bytes`,
  (given): given is string => typeof given === 'string' && given !== '' && Buffer.byteLength(given) <= limits.nameBytes,
);

/** An argument that may be left out; `undefined` here, nil or absent on the wire. */
export function optional<Given, Admitted>(
  kind: ArgumentKind<Given, Admitted>,
): ArgumentKind<Given | undefined, Admitted | undefined> {
  return {
    encode: (given, codec, what) => (given === undefined ? null : kind.encode(given, codec, what)),
    admit: (wire, admission, what) =>
      wire === undefined || wire === null ? undefined : kind.admit(wire, admission, what),
  };
}

/** What was given in an option, in a box: where `undefined` is a value, giving it differs from giving nothing. */
export interface Box<Given> {
  readonly value: Given;
}

/** A kind of argument that is given among the call's options. */
export interface OptionKind<Given = never, Admitted = unknown>
  extends ArgumentKind<Box<Given> | undefined, Admitted | undefined> {
  readonly isOption: true;
}

/** An argument that is given among the call's options, under its name, or not at all. These are an operation's last. */
export function option<Given, Admitted>(kind: ArgumentKind<Given, Admitted>): OptionKind<Given, Admitted> {
  return {
    isOption: true,
    encode: (given, codec, what) => (given === undefined ? null : kind.encode(given.value, codec, what)),
    admit: optional(kind).admit,
  };
}

/** An array of one kind. */
export function list<Given, Admitted>(
  kind: ArgumentKind<Given, Admitted>,
): ArgumentKind<readonly Given[], readonly Admitted[]> {
  return {
    encode(given, codec, what) {
      if (!Array.isArray(given)) throw wrong(what, 'an array', given);
      return given.map((item, index) => kind.encode(item, codec, `${what}[${index}]`));
    },
    admit(wire, admission, what) {
      if (!Array.isArray(wire)) throw wrong(what, 'an array', wire);
      return wire.map((item, index) => kind.admit(item, admission, `${what}[${index}]`));
    },
  };
}

/** A key and its value. */
export const entry: ArgumentKind<readonly [unknown, unknown], readonly [StoredKey, Stored]> = {
  encode(given, codec, what) {
    if (!Array.isArray(given) || given.length !== 2) throw wrong(what, 'a pair of key and value', given);
    return [key.encode(given[0], codec, `${what} key`), value.encode(given[1], codec, `${what} value`)];
  },
  admit(wire, admission, what) {
    if (!Array.isArray(wire) || wire.length !== 2) throw wrong(what, 'a pair of key and value', wire);
    return [key.admit(wire[0], admission, `${what} key`), value.admit(wire[1], admission, `${what} value`)];
  },
};

// ── Results ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export const nothing: ResultKind<void> = { decode: () => undefined };

/** Plain data that travels as it is. */
export function plainly<T>(): ResultKind<T> {
  return { decode: (wire) => wire as T };
}

/** The same or `undefined`, where there is none (nil on the wire). */
export function plainlyOrNothing<T>(): ResultKind<T | undefined> {
  return { decode: (wire) => (wire ?? undefined) as T | undefined };
}

/** A value of the user's, or `undefined` where there is none (nil on the wire). */
export const aValue: ResultKind<unknown> = {
  decode(wire, codec) {
    if (wire instanceof Uint8Array) return codec.decodeValue(wire, []);
    if (wire === null || wire === undefined) return undefined;
    const [encoding, references] = wire as [Uint8Array, WireReference[]];
    return codec.decodeValue(encoding, references);
  },
};

/** A value of the user's in a box, or `undefined` where there is none: so a stored `undefined` is told from that. */
export const aBoxed: ResultKind<Box<unknown> | undefined> = {
  decode: (wire, codec) => (wire === null || wire === undefined ? undefined : { value: aValue.decode(wire, codec) }),
};

/** An array of one kind of result. */
export function listOf<T>(kind: ResultKind<T>): ResultKind<T[]> {
  return { decode: (wire, codec) => (wire as unknown[]).map((item) => kind.decode(item, codec)) };
}

/**
 * Values that left the object with this answer and are nowhere else: those that can be read are not lost with those that
 * cannot.
 */
export const takenValues: ResultKind<unknown[]> = {
  decode(wire, codec) {
    const decoded: unknown[] = [];
    const causes: unknown[] = [];
    for (const item of wire as unknown[]) {
      try {
        decoded.push(aValue.decode(item, codec));
      } catch (cause) {
        causes.push(cause);
      }
    }
    if (causes.length > 0) throw new PartlyDecoded(decoded, decoded.length + causes.length, causes[0]);
    return decoded;
  },
};

/** A key and its value; keys travel back as values. */
export const anEntry: ResultKind<[unknown, unknown]> = {
  decode: (wire, codec) => {
    const [k, v] = wire as [unknown, unknown];
    return [aValue.decode(k, codec), aValue.decode(v, codec)];
  },
};
