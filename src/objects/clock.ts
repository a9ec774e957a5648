/** Where brokers, connections and holders get their time from; a simulation gives its own. */
export interface Clock {
  /** Milliseconds, from any beginning, never going back. */
  now(): number;
  /**
   * Calls `callback` once, `ms` from now or a little later; the function returned calls it off. `unref`: waiting for it is
   * no reason for the process to stay. Default: it is one.
   */
  after(ms: number, callback: () => void, options?: { readonly unref?: boolean }): () => void;
}
