import { ArgumentError } from '../../protocol/errors.js';
import { hostAndPort, schemeOf } from './address.js';
import { isIpv6 } from './conventions.js';

/** What fits into `sun_path` with its closing zero. A longer path would be cut short, or fail without a reason. */
const MAX_PATH_BYTES = process.platform === 'darwin' ? 103 : 107;

/** The path in an `ipc://` address. */
export function ipcPath(address: string): string {
  const path = address.slice('ipc://'.length);
  if (!path.startsWith('/') || path.endsWith('/') || path.includes('\0')) {
    throw new ArgumentError(
      `${JSON.stringify(address)} is malformed: write ipc:// and the absolute path of a socket, as ipc:///run/app/holdall.sock`,
    );
  }
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_PATH_BYTES) {
    throw new ArgumentError(
      `${address} cannot be a socket: its path has ${bytes} bytes, and the system takes ${MAX_PATH_BYTES}; use a shorter directory`,
    );
  }
  return path;
}

/** The address as a client can connect to it; throws `ArgumentError` where it is malformed or leaves something open. */
export function connectEndpoint(address: string): string {
  if (schemeOf(address) === 'ipc') return `ipc://${ipcPath(address)}`;
  const { host, port } = hostAndPort(address);
  if (port === 0 || host === '*') {
    throw new ArgumentError(`cannot connect to ${address}: a client needs the host and the port that the broker got`);
  }
  return tcpEndpoint(host, String(port));
}

export function tcpEndpoint(host: string, port: string): string {
  return host.includes(':') ? `tcp://[${host}]:${port}` : `tcp://${host}:${port}`;
}

/** What a socket of Node's is to connect to, of an endpoint that is known to be well formed. */
export function socketTarget(
  endpoint: string,
): { path: string } | { host: string; port: number; family: 4 | 6; noDelay: true } {
  if (schemeOf(endpoint) === 'ipc') return { path: ipcPath(endpoint) };
  return { ...hostAndPort(endpoint), family: isIpv6(endpoint) ? 6 : 4, noDelay: true };
}
