import { isIP } from 'node:net';
import { ArgumentError } from '../../../protocol/errors.js';

/** Where the metrics are served. */
export interface MetricsAddress {
  readonly host: string;
  /** 0: the system chooses. */
  readonly port: number;
}

/** `127.0.0.1:9470`, `[::1]:9470`, `localhost:9470`, or `9470` alone for 127.0.0.1. Throws `ArgumentError` for what is none. */
export function metricsAddress(text: string): MetricsAddress {
  const [, ip6, other, digits] = /^(?:(?:\[([^\]]+)\]|([^:[\]\s]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const host = ip6 ?? other ?? '127.0.0.1';
  if (digits === undefined || port > 65_535 || (ip6 !== undefined && isIP(ip6) !== 6)) {
    throw new ArgumentError('it must be an address and a port, as 127.0.0.1:9470, [::1]:9470 or 9470 alone');
  }
  return { host, port };
}

/** Whether only programs of this machine reach it. */
export function isOfThisMachine({ host }: MetricsAddress): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

export function written({ host, port }: MetricsAddress): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
