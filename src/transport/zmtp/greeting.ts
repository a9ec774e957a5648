/**
 * The greeting of ZMTP 3.1 (RFC 37): 64 bytes, the same from everybody who speaks version 3 and the NULL mechanism.
 * Bytes 0-9 are the signature, 10 and 11 the version, 12-31 the mechanism's name, 32 says who is the server of it.
 */
export const GREETING_BYTES = 64;

const MAJOR_AT = 10;
const MECHANISM_AT = 12;
const MECHANISM_END = 32;
const MECHANISM = 'NULL';

const MAJOR = 3;
const MINOR = 1;

/** The greeting of our side. */
export const greeting: Uint8Array = ourGreeting();

function ourGreeting(): Buffer {
  const bytes = Buffer.alloc(GREETING_BYTES);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[MAJOR_AT] = MAJOR;
  bytes[MAJOR_AT + 1] = MINOR;
  bytes.write(MECHANISM, MECHANISM_AT, 'latin1');
  return bytes;
}

/**
 * What is wrong with the other side's greeting, as far as it has come; `undefined` where nothing is. Asked at every
 * piece, because what speaks an older version or another protocol may wait for our answer before it says more.
 */
export function faultOfGreeting(begun: Buffer): string | undefined {
  if (begun.length > 0 && begun[0] !== 0xff) return 'its first byte is none of a ZeroMQ greeting';
  if (begun.length > 9 && begun[9] !== 0x7f) return 'its signature is none of a ZeroMQ greeting';
  const major = begun[MAJOR_AT];
  if (major !== undefined && major < MAJOR) return `it speaks an older ZMTP than ${MAJOR}.0`;
  if (begun.length < MECHANISM_END) return undefined;
  const mechanism = begun.toString('latin1', MECHANISM_AT, MECHANISM_END).replace(/\0+$/, '');
  if (mechanism === MECHANISM) return undefined;
  return `it wants the security mechanism ${JSON.stringify(mechanism)}, and a broker's is ${MECHANISM}`;
}
