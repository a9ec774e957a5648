import type { LockGrant } from '../../../src/objects/lock/grant.js';
import { lock as lockModel } from '../../linearizability/models/lock.js';
import { GuardedWrites } from '../guarded-writes.js';
import type { Program } from '../program.js';
import { overlaps, Tenure } from '../tenures.js';
import type { Course, Workload } from '../workload.js';

const LOCK = 'lock';
const GUARDED = 'guarded by the lock';
const CALLED = { object: LOCK, type: 'lock' } as const;

/** When a program had a grant, and which. */
interface Grant {
  readonly token: number;
  readonly tenure: Tenure;
}

/** Programs that exclude each other, and write where only the latest of them may. */
export class LockWorkload implements Workload {
  readonly names = 2;
  readonly models = { [LOCK]: lockModel() };
  readonly #grants: Grant[] = [];
  readonly #writes = new GuardedWrites(GUARDED);

  async turn(program: Program): Promise<void> {
    const lock = program.client.open.lock(LOCK);
    const answer = await program.recordWait(
      { ...CALLED, name: 'acquire', args: [] },
      (limits) => lock.acquire(limits),
      ({ fence, abandoned }) => [fence.token, abandoned],
    );
    if (answer.kind !== 'value') return;
    const grant = answer.value;
    const tenure = new Tenure(program, grant.lost);
    this.#grants.push({ token: grant.fence.token, tenure });
    this.#writes.granted(program, grant.fence);
    await this.#work(program, grant);
    tenure.end();
    await program.record({ ...CALLED, name: 'release', args: [grant.fence.token] }, () => grant.release());
    // A write that comes late must not harm what the next holder wrote.
    if (program.random.chance(0.3)) await this.#writes.write(program, grant.fence);
  }

  async audit(auditor: Program): Promise<readonly string[]> {
    const isLocked = await auditor.client.open.lock(LOCK).locked();
    const held = isLocked ? ['the lock is held, and nobody is there'] : [];
    return [...held, ...(await this.#writes.audit(auditor))];
  }

  violations(course: Course): readonly string[] {
    const tenures = this.#grants.map(({ tenure }) => tenure);
    return [...overlaps(tenures, 1, course), ...this.#writes.violations(), ...this.#disorder(course)];
  }

  async #work(program: Program, grant: LockGrant): Promise<void> {
    while (program.goesOn && program.random.chance(0.5)) {
      await program.pause();
      await this.#writes.write(program, grant.fence);
    }
  }

  /** Who was stopped can hear of its grant after others had theirs; nobody else. */
  #disorder({ isBlind }: Course): string[] {
    if (isBlind) return [];
    const pairs = this.#grants.slice(1).map((grant, index) => [this.#grants[index] as Grant, grant] as const);
    return pairs
      .filter(([before, after]) => after.token < before.token)
      .map(([before, after]) => `grant ${after.token} came after grant ${before.token}`);
  }
}
