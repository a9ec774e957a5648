/** A value as most are. */
export const SMALL = 'thirty bytes, as many values..';

/** How many items go together where items go in batches. */
export const BATCH = 100;

/** What clients of a store do most. */
export type SmallCall = 'get' | 'put' | 'lock';

/** Answers such calls, whatever its make. */
export interface CallPeer {
  readonly name: string;
  readonly open: () => Promise<OpenCalls>;
}

/** One client, which is connected. */
export interface OpenCalls extends Readonly<Record<SmallCall, () => Promise<unknown>>> {
  /** Reads the small value that stands under a key. */
  readonly get: () => Promise<unknown>;
  /** Puts the small value into a queue. */
  readonly put: () => Promise<unknown>;
  /** Acquires a lock that nobody holds, and then releases it. */
  readonly lock: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

/** A store that processes share. */
export interface StorePeer extends CallPeer {
  readonly open: () => Promise<OpenStore>;
}

export interface OpenStore extends OpenCalls {
  /** Puts `BATCH` small values into an empty queue and takes them out, in two calls. */
  readonly batch: () => Promise<unknown>;
  /** Puts bytes into an empty queue and takes them out. */
  readonly carry: (bytes: Uint8Array) => Promise<unknown>;
}

export interface RedisPeer extends StorePeer {
  readonly open: () => Promise<OpenRedis>;
}

export interface OpenRedis extends OpenStore {
  /** As `batch`, but by a command for each value, which are sent and answered together. */
  readonly pipeline: () => Promise<unknown>;
}

/** `BATCH` times the small value. */
export function smallBatch(): string[] {
  return Array<string>(BATCH).fill(SMALL);
}
