import { Buffer } from 'node:buffer';
import { ProtocolError } from '../../protocol/errors.js';
import { limits } from '../../protocol/limits.js';
import { SECRET_BYTES } from './identity.js';
import { describe } from './refusals.js';

/** What a field must be: the test, and how to say it after "must be". */
export interface Check {
  readonly test: (value: unknown) => boolean;
  readonly says: string;
}

/** A field of a message or of a handshake's body, by its name in `protocol/messages.ts`. */
export interface Field extends Check {
  readonly name: string;
  /** May be missing, or null. */
  readonly optional?: true;
}

const PRINCIPAL = /^[A-Za-z0-9_.@-]{1,64}$/;
const ID = /^[A-Za-z0-9_-]{22}$/;

const isInteger = Number.isSafeInteger as (value: unknown) => value is number;
const isString = (value: unknown): value is string => typeof value === 'string';

/** A character takes three bytes at most, so that short names, which all real ones are, need no counting. */
function isName(value: unknown): value is string {
  if (!isString(value) || value === '') return false;
  return value.length * 3 <= limits.nameBytes || Buffer.byteLength(value) <= limits.nameBytes;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function isClientName(value: unknown): boolean {
  return isString(value) && value !== '' && Buffer.byteLength(value) <= limits.clientNameBytes;
}

function isSecret(value: unknown): boolean {
  return value instanceof Uint8Array && value.length === SECRET_BYTES;
}

function isFence(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isInteger(value[0]) && isInteger(value[1]);
}

function isVersions(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [lowest, highest] = value;
  return isInteger(lowest) && isInteger(highest) && lowest >= 1 && highest >= lowest;
}

const principalName = 'the name of a principal, 1 to 64 characters of A-Z a-z 0-9 _ . @ -';
const whole = 'a whole number up to 2^53 - 1';
const name = `a string of 1 to ${limits.nameBytes} bytes`;
const clientName = `a string of 1 to ${limits.clientNameBytes} bytes`;

export const check = {
  anything: { test: () => true, says: 'anything' },
  text: { test: isString, says: 'a string' },
  boolean: { test: (value) => typeof value === 'boolean', says: 'true or false' },
  binary: { test: (value) => value instanceof Uint8Array, says: 'binary' },
  secret: { test: isSecret, says: `${SECRET_BYTES} bytes of binary` },
  clientName: { test: isClientName, says: clientName },
  principalName: { test: (value) => isString(value) && PRINCIPAL.test(value), says: principalName },
  array: { test: Array.isArray, says: 'an array' },
  map: { test: isMap, says: 'a map' },
  name: { test: isName, says: name },
  nullableName: { test: (value) => value === null || isName(value), says: `${name}, or null` },
  id: { test: (value) => isString(value) && ID.test(value), says: '22 characters of base64url' },
  handle: { test: isInteger, says: whole },
  ownHandle: { test: (value) => isInteger(value) && value >= 1, says: `${whole}, from 1` },
  number: { test: (value) => isInteger(value) && value >= 1, says: `${whole}, from 1` },
  count: { test: (value) => isInteger(value) && value >= 0, says: `${whole}, from 0` },
  finite: { test: Number.isFinite, says: 'a finite number, or null' },
  owner: { test: (value) => isInteger(value) || isName(value), says: `${name}, or ${whole}` },
  fence: { test: isFence, says: 'a handle and a token' },
  versions: { test: isVersions, says: 'the lowest and the highest version' },
} satisfies Record<string, Check>;

/** A field that must be there. */
export function field(name: string, must: Check): Field {
  return { name, ...must };
}

/** A field that may be missing or null. */
export function optional(name: string, must: Check): Field {
  return { name, ...must, optional: true };
}

/** Whether the value is what the field must be. */
export function passes({ test, optional }: Field, value: unknown): boolean {
  return test(value) || (optional === true && (value === undefined || value === null));
}

/** What is wrong with a field that does not pass. `of` says whose field it is. */
export function fieldError(of: string, { name, says }: Field, value: unknown): ProtocolError {
  return new ProtocolError(`${of}: ${name} must be ${says}; it is ${describe(value)}`);
}

/** Checks each field of a map. Fields that nobody knows are left alone: they may be of a later version. */
export function checkFields(of: string, fields: readonly Field[], map: Readonly<Record<string, unknown>>): void {
  for (const field of fields) {
    const value = Object.hasOwn(map, field.name) ? map[field.name] : undefined;
    if (!passes(field, value)) throw fieldError(of, field, value);
  }
}
