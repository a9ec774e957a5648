/** A value as most are. */
export const SMALL = 'thirty bytes, as many values..';

/** What clients of a store do most. */
export type SmallCall = 'get' | 'put' | 'lock';

/** A store that is shared by processes, of whatever make, and one client of it. */
export interface StorePeer {
  readonly name: string;
  readonly open: () => Promise<OpenStore>;
}

/** The client is connected. */
export interface OpenStore extends Readonly<Record<SmallCall, () => Promise<unknown>>> {
  /** Reads the small value that stands under a key. */
  readonly get: () => Promise<unknown>;
  /** Puts the small value into a queue. */
  readonly put: () => Promise<unknown>;
  /** Acquires a lock that nobody holds, and then releases it. */
  readonly lock: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}
