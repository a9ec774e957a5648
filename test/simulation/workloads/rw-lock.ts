import type { ReadGrant, WriteGrant } from '../../../src/objects/rw-lock/proxy.js';
import { rwLock as rwLockModel } from '../../linearizability/models/rw-lock.js';
import { GuardedWrites } from '../guarded-writes.js';
import type { Program } from '../program.js';
import { overlaps, Tenure } from '../tenures.js';
import type { Course, Workload } from '../workload.js';

const NAME = 'rwLock';

/** A writer has as much as all readers together: there are never so many. */
const ALL = 1_000;

/** Programs that read beside each other, and write alone. */
export class RwLockWorkload implements Workload {
  readonly names = 2;
  readonly models = { [NAME]: rwLockModel() };
  readonly #tenures: Tenure[] = [];
  readonly #writes = new GuardedWrites('guarded by the rwLock');

  async turn(program: Program): Promise<void> {
    const { random } = program;
    if (random.chance(0.2)) await this.#look(program);
    else if (random.chance(0.6)) await this.#read(program);
    else await this.#write(program);
  }

  async audit(auditor: Program): Promise<readonly string[]> {
    const status = await this.#look(auditor);
    const isFree = status.kind === 'value' && status.value.readers === 0 && !status.value.writer;
    const held = isFree ? [] : [`the lock is held as ${JSON.stringify(status)}, and nobody is there`];
    return [...held, ...(await this.#writes.audit(auditor))];
  }

  violations(course: Course): readonly string[] {
    return [...overlaps(this.#tenures, ALL, course), ...this.#writes.violations()];
  }

  #look(program: Program) {
    return program.record(called('state'), () => open(program).state());
  }

  async #read(program: Program): Promise<void> {
    const lock = open(program);
    const answer = await program.recordWait(called('acquireRead'), (limits) => lock.acquireRead(limits), shown);
    if (answer.kind !== 'value') return;
    const tenure = this.#begin(program, answer.value, 1);
    while (program.goesOn && program.random.chance(0.5)) await program.pause();
    tenure.end();
    await program.record(called('releaseRead'), () => answer.value.release());
  }

  async #write(program: Program): Promise<void> {
    const lock = open(program);
    const answer = await program.recordWait(called('acquireWrite'), (limits) => lock.acquireWrite(limits), shown);
    if (answer.kind !== 'value') return;
    const { fence } = answer.value;
    const tenure = this.#begin(program, answer.value, ALL);
    this.#writes.granted(program, fence);
    while (program.goesOn && program.random.chance(0.5)) {
      await program.pause();
      await this.#writes.write(program, fence);
    }
    tenure.end();
    await program.record(called('releaseWrite'), () => answer.value.release());
    if (program.random.chance(0.3)) await this.#writes.write(program, fence);
  }

  #begin(program: Program, grant: ReadGrant | WriteGrant, count: number): Tenure {
    const tenure = new Tenure(program, grant.lost, count);
    this.#tenures.push(tenure);
    return tenure;
  }
}

/** What a grant's holder is told: of a reader the token is not. */
function shown(grant: ReadGrant | WriteGrant): unknown {
  return 'fence' in grant ? [grant.fence.token, grant.abandoned] : [undefined, grant.abandoned];
}

function open({ client }: Program) {
  return client.open.rwLock(NAME);
}

function called(name: string) {
  return { object: NAME, type: 'rwLock', name, args: [] };
}
