import type { Event } from 'zeromq';

/**
 * Why a listener that speaks CURVE hung up on somebody, where its observer is the only one to know. Of keys that are not
 * allowed the gate tells more; who left by itself was not turned away.
 */
export function turnedAwayBecause(event: Event): string | undefined {
  if (event.type !== 'handshake:error:protocol') return undefined;
  switch (event.error.code) {
    case 'ERR_ZMTP_MECHANISM_MISMATCH':
      return 'it does not speak CURVE: it was given no keys';
    case 'ERR_ZMTP_CRYPTOGRAPHIC':
      return "its serverKey is not this broker's public key";
    default:
      return `it broke the rules of ZeroMQ (${event.error.code})`;
  }
}
