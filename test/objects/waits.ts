import type { CallOptions, HoldallError } from 'holdall';
import type { Client } from '../harness/client.js';

/** An operation that waits, for the laws that hold for all of them. `laws.test.ts` has a list of all. */
export interface Wait {
  readonly operation: string;
  /** How many named objects `prepare` makes. Default: 1. */
  readonly objects?: number;
  /** Makes the object, such that the operation has to wait. */
  prepare(client: Client, name: string): Promise<unknown>;
  wait(client: Client, name: string, options: CallOptions): Promise<unknown>;
  /** What it rejects with when its time is over, or false if it resolves to that. */
  readonly late: (new (message: string) => HoldallError) | false;
  /** Makes it possible. */
  grant(client: Client, name: string): Promise<unknown>;
  /** After `grant`: fails if somebody has taken what was granted. */
  expectUntaken(client: Client, name: string): Promise<unknown>;
  /** After `grant`: fails unless exactly one has taken it. */
  expectTaken(client: Client, name: string): Promise<unknown>;
}
