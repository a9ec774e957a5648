/** The golden frames of `protocol/vectors`, read for the tests that replay them. */
import { readFileSync } from 'node:fs';

export interface Vector {
  readonly about: string;
  readonly hex: string;
}
export interface Proof extends Pick<Vector, 'hex'> {
  readonly key: string;
  readonly purpose: 'client' | 'broker' | 'resume';
  readonly frames: readonly string[];
}
export interface HandshakeVector extends Vector {
  readonly name: 'hello' | 'challenge' | 'authenticate' | 'welcome' | 'refused';
  readonly body: unknown;
  readonly proof?: Proof;
}
export interface PacketVector extends Vector {
  readonly packet: unknown;
}
export interface ValueVector extends Vector {
  readonly js: string;
  readonly json?: unknown;
}
export interface KeyVector extends Vector {
  readonly js: readonly string[];
}
export interface FrameVector extends Vector {
  readonly from: 'client' | 'broker';
}

export function readVectors<V extends Vector>(file: string): V[] {
  const url = new URL(`../../protocol/vectors/${file}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'), reviveBinary) as V[];
}

export function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

export function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex');
}

/** The value that a piece of JavaScript in a vector stands for. */
export function evaluate(js: string): unknown {
  return new Function(`return (${js})`)();
}

function reviveBinary(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && '$bin' in value
    ? Uint8Array.from(bytes(value.$bin as string))
    : value;
}
