import { type CallOptions, type Reference, SharedObject } from '../shared-object.js';
import { eventOperations } from './operations.js';

/** A flag that processes can wait for, as Python's `threading.Event`. PROTOCOL.md, "Event". */
export class SharedEvent extends SharedObject<typeof eventOperations> {
  constructor(reference: Reference) {
    super(reference, eventOperations);
  }

  /** Sets the flag and wakes all who wait. */
  set(options?: CallOptions): Promise<void> {
    return this.invoke('set', [], options);
  }

  /** Takes the flag back. Who waited before the last `set` is awake all the same. */
  clear(options?: CallOptions): Promise<void> {
    return this.invoke('clear', [], options);
  }

  isSet(options?: CallOptions): Promise<boolean> {
    return this.invoke('isSet', [], options);
  }

  /** Waits until the flag is set. Resolves to `true`, or to `false` when `timeout` is over first. */
  wait(options?: CallOptions): Promise<boolean> {
    return this.invoke('wait', [], options);
  }
}
