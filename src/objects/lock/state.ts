import { type Call, type Options, type Outcome, PARK, type Result, type StateOf } from '../contract.js';
import { ExclusiveState } from './exclusive.js';
import type { lockOperations } from './operations.js';

/** A lock that is not reentrant. A robust one is its session's; of one that is not, anyone may release it. */
export class LockState extends ExclusiveState implements StateOf<typeof lockOperations> {
  constructor(options: Options) {
    super(options['robust'] as boolean);
  }

  acquire(call: Call): Outcome {
    return this.tenant ? PARK : this.grant(call);
  }

  static restore(options: Options, snapshot: Result): LockState {
    return new LockState(options).load(snapshot);
  }

  protected override objection(tenant: { readonly session: string }, { session }: Call): string | undefined {
    return this.isRobust && tenant.session !== session ? 'another session' : undefined;
  }
}
