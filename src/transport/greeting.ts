/**
 * The greeting of ZMTP 3.1 (RFC 37): 64 bytes. Bytes 0-9 are the signature, 10 and 11 the version, 12-31 the name of the
 * security mechanism, 32 says who is the server of it.
 */
export const GREETING_BYTES = 64;

const MAJOR_AT = 10;
const MECHANISM_AT = 12;
const MECHANISM_END = 32;

const MAJOR = 3;
const MINOR = 1;

/** How a connection is secured: not at all, or as CurveZMQ (RFC 26) does it. */
export type Mechanism = 'NULL' | 'CURVE';

/** The greeting of our side, which is never the server of a mechanism: where it listens there is none. */
export function greetingFor(mechanism: Mechanism): Uint8Array {
  const bytes = Buffer.alloc(GREETING_BYTES);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[MAJOR_AT] = MAJOR;
  bytes[MAJOR_AT + 1] = MINOR;
  bytes.write(mechanism, MECHANISM_AT, 'latin1');
  return bytes;
}

/** As much of a greeting as it takes to be told the other side's mechanism, without naming one. */
export function openingWords(): Uint8Array {
  return greetingFor('NULL').subarray(0, MECHANISM_AT);
}

/**
 * What is wrong with the other side's greeting, as far as it has come; `undefined` where nothing is. Asked at every
 * piece, because what speaks an older version or another protocol may wait for our answer before it says more.
 */
export function faultOfGreeting(begun: Buffer, ours: Mechanism): string | undefined {
  const mechanism = mechanismIn(begun);
  if (mechanism === undefined || mechanism === ours) return faultOfBeginning(begun);
  return faultOfBeginning(begun) ?? `it wants the security mechanism ${JSON.stringify(mechanism)}, and ours is ${ours}`;
}

/** The same, whatever the mechanism. */
export function faultOfBeginning(begun: Buffer): string | undefined {
  if (begun.length > 0 && begun[0] !== 0xff) return 'its first byte is none of a ZeroMQ greeting';
  if (begun.length > 9 && begun[9] !== 0x7f) return 'its signature is none of a ZeroMQ greeting';
  const major = begun[MAJOR_AT];
  if (major !== undefined && major < MAJOR) return `it speaks an older ZMTP than ${MAJOR}.0`;
  return undefined;
}

/** The mechanism that a greeting names, once it has come so far. */
export function mechanismIn(begun: Buffer): string | undefined {
  if (begun.length < MECHANISM_END) return undefined;
  return begun.toString('latin1', MECHANISM_AT, MECHANISM_END).replace(/\0+$/, '');
}
