import { BlockList, isIP } from 'node:net';
import { ArgumentError } from '../../protocol/errors.js';
import { describe } from '../objects/describe.js';

/** The part of an address before `://`; throws `ArgumentError` where there is none. */
export function schemeOf(address: string): string {
  const scheme = typeof address === 'string' ? /^([a-z][a-z0-9+.-]*):\/\/./.exec(address)?.[1] : undefined;
  if (scheme === undefined) {
    throw new ArgumentError(
      `${describe(address)} is not an address: write ipc:///path/to/socket, tcp://127.0.0.1:5555 or memory://name`,
    );
  }
  return scheme;
}

export interface HostAndPort {
  /** A name, an IPv4 address, an IPv6 address without its brackets, or `*` for all interfaces. */
  readonly host: string;
  /** Zero where the system is to choose. */
  readonly port: number;
}

/** Takes a `tcp://` address apart; throws `ArgumentError` where it is malformed. `*` is another way to write port 0. */
export function hostAndPort(address: string): HostAndPort {
  const parts = /^tcp:\/\/(?:\[(?<v6>[^\]]*)\]|(?<name>\*|[A-Za-z0-9._-]+)):(?<port>\*|\d{1,5})$/.exec(address)?.groups;
  const host = parts?.['v6'] ?? parts?.['name'];
  const port = parts?.['port'] === '*' ? 0 : Number(parts?.['port']);
  const isWrongV6 = parts?.['v6'] !== undefined && isIP(parts['v6']) !== 6;
  if (host === undefined || isWrongV6 || port > 65_535) {
    throw new ArgumentError(
      `${JSON.stringify(address)} is malformed: write tcp://host:port, as tcp://127.0.0.1:5555 or tcp://[::1]:5555; ` +
        `port 0 lets the system choose`,
    );
  }
  return { host, port };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Whether only programs on this machine can reach the address. True for 127.0.0.0/8, `::1`, `localhost`, and for the
 * schemes that do not leave the machine. Another host name counts as foreign: what it stands for can change.
 */
export function isLoopback(address: string): boolean {
  if (schemeOf(address) !== 'tcp') return true;
  const { host } = hostAndPort(address);
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
