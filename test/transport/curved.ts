import { generateKeys } from '../../src/keys/keys.js';
import type { Transport } from '../../src/transport/transport.js';

export const brokerKeys = generateKeys();
export const clientKeys = { ...generateKeys(), serverKey: brokerKeys.publicKey };

/** One implementation listens, the other connects, and between them everything is encrypted. */
export function curved(host: Transport, guest: Transport): Transport {
  const curve = { ...brokerKeys, allows: (publicKey: string) => publicKey === clientKeys.publicKey };
  return {
    schemes: host.schemes,
    listen: (address, onLink) => host.listen(address, onLink, { curve }),
    connect: (address, events, timeoutMs) => guest.connect(address, events, timeoutMs, { curve: clientKeys }),
  };
}
