/** Proof of a lock held, to show with calls to other objects: `dict.set(key, value, { fence: grant.fence })`. */
export interface Fence {
  /** The lock that granted it. */
  readonly lock: object;
  /**
   * Grows with every grant of that lock, for ever. A store of your own can refuse a token lower than the highest it has
   * seen, and so be safe from a holder that lost the lock without knowing.
   */
  readonly token: number;
}
