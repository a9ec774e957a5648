import type { Owner } from '../../../protocol/messages.js';
import { type Call, type Options, type Outcome, PARK, type Result, type StateOf } from '../contract.js';
import { ExclusiveState } from '../lock/exclusive.js';
import type { rLockOperations } from './operations.js';

interface Who {
  readonly session: string;
  readonly owner: Owner | undefined;
}

/** A lock that its holder, an owner of a session, can acquire again, and must release as often. */
export class RLockState extends ExclusiveState implements StateOf<typeof rLockOperations> {
  constructor(options: Options) {
    super(options['robust'] as boolean);
  }

  acquire(call: Call): Outcome {
    const { tenant } = this;
    if (!tenant) return [...this.grant(call), 1];
    if (this.objection(tenant, call) !== undefined) return PARK;
    const [token, level] = this.deepen(tenant);
    return [token, false, level];
  }

  static restore(options: Options, snapshot: Result): RLockState {
    return new RLockState(options).load(snapshot);
  }

  protected override objection(tenant: Who, { session, owner }: Call): string | undefined {
    if (tenant.session !== session) return 'another session';
    return tenant.owner === owner ? undefined : 'another owner of this session';
  }
}
