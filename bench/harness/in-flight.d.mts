/** Does so many operations, `inFlight` at a time. */
export function keepInFlight(inFlight: number, operations: number, call: () => Promise<unknown>): Promise<void>;
