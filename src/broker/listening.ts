import { ArgumentError } from '../../protocol/errors.js';
import { type KeyPair, keyBytes } from '../keys/keys.js';
import { describe } from '../objects/describe.js';
import { isLoopback, transportFor } from '../transport/index.js';
import type { Listener, ListenSettings } from '../transport/transport.js';
import type { Broker } from './broker.js';
import { breakableLink, lastingLink } from './grace.js';

/** All that the mode of a file can say. */
const ALL_MODES = 0o777;
/** Without this the owner's own programs could not connect. */
const OWNER = 0o600;

/** How a broker listens, at all its addresses. */
export interface ListeningSettings {
  readonly broker: Broker;
  readonly curve: KeyPair | undefined;
  readonly socketMode: number | undefined;
  readonly graceMs: number;
  readonly mayBusyPoll: boolean;
}

export function listenAt(address: string, settings: ListeningSettings): Promise<Listener> {
  const { broker, graceMs, mayBusyPoll } = settings;
  return transportFor(address, mayBusyPoll).listen(
    address,
    (link, { breakable }) => broker.accept(link, breakable ? breakableLink(graceMs) : lastingLink, address),
    settingsFor(settings),
  );
}

/** Who comes over CURVE has proved to own a key: it may come in if the key is a principal's at that moment. */
function settingsFor({ broker, curve, socketMode }: ListeningSettings): ListenSettings {
  const allows = (publicKey: string): boolean =>
    broker.principals.ownerOf(keyBytes(publicKey, 'the key of a client')) !== undefined;
  return {
    ...(curve && { curve: { ...curve, allows } }),
    ...(socketMode !== undefined && { socketMode }),
    visits: () => broker.limits,
    onRefused: (refused) => broker.onTurnedAway(refused),
  };
}

export function checkedAddresses(listen: string | readonly string[], isEncrypted: boolean): readonly string[] {
  const addresses = Array.isArray(listen) ? listen : [listen];
  if (addresses.length === 0) throw new ArgumentError('serve needs an address to listen at, as ipc:///path/to/socket');
  for (const address of addresses) checkAddress(address, isEncrypted);
  return addresses;
}

/** Of this machine, unless links are encrypted: the handshake proves who is there, and hides nothing of what follows. */
export function checkAddress(address: unknown, isEncrypted: boolean): void {
  if (typeof address !== 'string') {
    throw new ArgumentError(
      `listen of serve must be an address, as ipc:///path/to/socket, or an array of them; got ${describe(address)}`,
    );
  }
  if (isEncrypted || isLoopback(address)) return;
  throw new ArgumentError(
    `${address} can be reached from other machines, and connections are not encrypted: give the broker keys by { curve } or --keys (\`holdall keygen\` makes a pair), ` +
      'or listen at ipc://… or tcp://127.0.0.1:…',
  );
}

export function checkedSocketMode(mode: number | undefined): number | undefined {
  if (mode === undefined) return undefined;
  if (Number.isInteger(mode) && mode >= 0 && mode <= ALL_MODES && (mode & OWNER) === OWNER) return mode;
  throw new ArgumentError(
    `socketMode of serve must be the mode of a file that its owner can read and write, as 0o600 or 0o660; got ${describe(mode)}`,
  );
}
