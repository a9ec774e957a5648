import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { counterOperations } from './operations.js';

/** How a counter is made. */
export interface CounterOptions {
  /**
   * Where it begins, and where `reset` takes it back to. Default: 0. Who opens a counter by name with another `initial`
   * gets `OptionsConflictError` on first use.
   */
  readonly initial?: number;
}

/**
 * A whole number to count with, shared by all who hold a proxy of it. Every change is one step: what many add at once adds
 * up. Whole numbers up to 2^53 - 1, exact or refused. PROTOCOL.md, "Counter".
 */
export class SharedCounter extends SharedObject<typeof counterOperations> {
  constructor(reference: Reference) {
    super(reference, counterOperations);
  }

  /** Adds `by` (default: 1) and resolves to the sum. Beyond 2^53 - 1 it rejects with `ValueError` and stays as it is. */
  increment(by?: number, options?: CallOptions): Promise<number> {
    return this.invoke('increment', [by], options);
  }

  /** Takes `by` (default: 1) away and resolves to what is left, which may be below 0. Rejects as `increment`. */
  decrement(by?: number, options?: CallOptions): Promise<number> {
    return this.invoke('decrement', [by], options);
  }

  get(options?: CallOptions): Promise<number> {
    return this.invoke('get', [], options);
  }

  set(value: number, options?: CallOptions): Promise<void> {
    return this.invoke('set', [value], options);
  }

  /** Takes it back to its `initial`, and resolves to what it was before: no count is lost between the two. */
  reset(options?: CallOptions): Promise<number> {
    return this.invoke('reset', [], options);
  }
}
